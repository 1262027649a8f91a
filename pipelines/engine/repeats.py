"""Whether a number comes twice among millions.

Belongs here: that question. Does not: what the numbers stand for.
"""

from typing import Any

import numpy as np


def gives_twice(con: Any, sql: str) -> bool:
    """Say whether a select of one column of whole numbers, none of them null, gives one of them twice; `con` is DuckDB's.

    Sorted in vectors: ten million hashes take a fifth of a second and 80 MB, where grouping them takes six times as long.
    """
    (found,) = con.execute(sql).fetchnumpy().values()
    numbers = np.ma.getdata(found)
    numbers.sort()
    return bool((numbers[1:] == numbers[:-1]).any())
