"""What a row was made from, in short, so that equal inputs are not worked through again.

Belongs here: hashes of values and of the code that reads them. Not here: which inputs a table has (its own module). This module makes
no table.
"""

import hashlib
import inspect
from collections.abc import Iterable
from functools import cache
from types import ModuleType

import numpy as np
from numpy.typing import NDArray


def hash_of(said: object, arrays: Iterable[NDArray[np.generic]] = ()) -> str:
    """Sixteen digits that differ where anything of these differs.

    >>> hash_of(("a", 1)) == hash_of(("a", 1)), hash_of(1, [np.zeros(2)]) == hash_of(1, [np.zeros(3)])
    (True, False)
    """
    text = hashlib.sha256(repr(said).encode())
    for part in arrays:
        text.update(np.ascontiguousarray(part).tobytes())
    return text.hexdigest()[:16]


@cache
def code_of(*modules: ModuleType) -> str:
    """Hash of the modules that make a row, so that a better method makes every row again."""
    return hash_of([inspect.getsource(module) for module in modules])
