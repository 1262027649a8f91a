"""Which reader knows a file by its first bytes, said in a sentence for people.

Belongs here: asking every reader. Does not: how one recognises its files (readers), drafting an entry (describe).
"""

from collections.abc import Mapping

from assets.readers.protocol import Fit
from assets.readers.registry import READERS

SURE = 0.5
ANY = "delimited"  # reads whatever its owner declares, and so recognises nothing for sure


def fits_of(head: bytes, file_name: str) -> Mapping[str, Fit]:
    """Ask every reader how well it knows a file."""
    return {name: reader.sniff(head, file_name) for name, reader in READERS.items()}


def reader_of(fits: Mapping[str, Fit]) -> str:
    """Name the vendor's reader that knows the file best, where it is sure, else the one for whatever its owner declares."""
    best = max((name for name in fits if name != ANY), key=lambda name: fits[name].score)
    return best if fits[best].score >= SURE else ANY


def tried(fits: Mapping[str, Fit], *, declared: str | None = None) -> str:
    """Say which reader fits and why; where none does, which were tried and what to declare."""
    best = reader_of(fits)
    if best != ANY:
        return "" if best == declared else f"It looks like a file for the reader {best}: {fits[best].why}."
    told = "; ".join(f"{name}: {fit.why}" for name, fit in fits.items() if name != ANY)
    if fits[ANY].score > 0:
        return (
            f"No vendor's reader knows it ({told}). {fits[ANY].why[0].upper()}{fits[ANY].why[1:]}: it can be declared with reader {ANY}, "
            "a kind and its columns; `switchboard describe` drafts that."
        )
    formats = "delimited text, a list in JSON, Parquet or .xlsx"
    return f"No reader knows it ({told}). Ask the system for {formats}, which can be declared with reader {ANY}."
