"""Under which key a warehouse holds its customers, remembered by a fingerprint: hashes under two keys never meet.

Belongs here: remembering a key and telling it from another. Does not: hashing, or where the key comes from (readers/keys).
"""

import pandas as pd

from assets.ops_tables import OPS_TABLES
from assets.readers.keys import KEY_VARIABLE, fingerprint, secret_key
from assets.warehouse import Warehouse

TABLE = "ops.hash_key"


class OtherKey(Exception):
    """The key is not the one the warehouse was filled with; the message says what to do."""


def hold_to_key(engine: Warehouse, key: bytes) -> None:
    """Remember the key of a warehouse that holds no file yet, or none by which key; raises `OtherKey` where it was filled with another."""
    if told := other_key(engine, key):
        raise OtherKey(f"Nothing was loaded: {told}")
    frame = pd.DataFrame({"fingerprint": [fingerprint(key)]})
    engine.write(TABLE, frame, columns={name: kind for name, (kind, _) in OPS_TABLES[TABLE][1].items()})


def other_key(engine: Warehouse, key: bytes) -> str | None:
    """Say what is wrong where a warehouse holds files hashed with another key than this one; nothing where it does not."""
    loaded = engine.rows("select 1 from ops.file_manifest where status = 'loaded' limit 1")
    known = [told for (told,) in engine.rows(f"select fingerprint from {TABLE}")] if loaded else []
    if not known or known == [fingerprint(key)]:
        return None
    is_set = "is another key than" if secret_key()[1] is None else "is not set, and the sample key is not"
    return (
        f"{KEY_VARIABLE} {is_set} the one this warehouse was filled with: every customer would get a second hash and count as another. "
        f"Set {KEY_VARIABLE} as it was (in cron and in the daemon too; a warehouse filled without one needs it unset), "
        "or, to begin anew with this key, delete the warehouse and run: every file in the landing folder is then loaded again."
    )
