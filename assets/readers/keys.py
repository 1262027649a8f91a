"""Keyed hashes: the only form in which a phone number or a customer's id is stored.

Belongs here: the key and the hash. Does not: which column is hashed (readers).
"""

import hashlib
import hmac
import os

KEY_VARIABLE = "SWITCHBOARD_KEY"
SAMPLE_KEY = "switchboard-sample-key"
HASH_HEX_DIGITS = 15  # 60 bits: about one collision in 25,000 centres of ten million customers each


def secret_key() -> tuple[bytes, str | None]:
    """Give the key and, when it is only the sample centre's, a warning for people."""
    key = os.environ.get(KEY_VARIABLE, "")
    if key:
        return key.encode(), None
    return SAMPLE_KEY.encode(), (
        f"{KEY_VARIABLE} is not set: customers are hashed with the sample key that everybody knows. "
        "Set it to a secret of your own before loading real exports; changing it later gives every customer a new hash."
    )


def fingerprint(key: bytes) -> str:
    """Give the mark by which a key is known again: an HMAC of a constant, cut to 64 bits; it does not lead back to the key."""
    return hmac.new(key, b"switchboard: which key is this", hashlib.sha256).hexdigest()[:16]


def keyed_hash(text: str | None, *, key: bytes) -> int | None:
    """Hash a text as the engine's macro of the same name does: HMAC-SHA256, cut to 60 bits; nothing for a blank one.

    >>> keyed_hash(" 4711 ", key=b"k") == keyed_hash("4711", key=b"k")
    True
    """
    plain = (text or "").strip(" ")
    if not plain:
        return None
    return int(hmac.new(key, plain.encode(), hashlib.sha256).hexdigest()[:HASH_HEX_DIGITS], 16)
