"""Checks and broadcasting shared by the queueing functions.

Belongs here: turning arguments into float arrays and refusing what has no meaning, naming the argument. Not here: any formula.
"""

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


def _first_bad(name: str, values: Floats, is_bad: Flags, rule: str) -> None:
    if not is_bad.any():
        return
    place = np.unravel_index(int(np.argmax(is_bad)), is_bad.shape)
    at = f" at position {', '.join(str(int(i)) for i in place)}" if values.ndim else ""
    raise ValueError(f"{name} must be {rule}; found {values[place]:g}{at}")


def as_numbers(name: str, values: ArrayLike) -> Floats:
    """The values as a float array; text, moments, spans of time, masked values and the like are refused by name."""
    if np.ma.is_masked(values):
        raise ValueError(f"{name} must be numbers; found a masked (missing) value")
    try:
        array = np.asarray(values)
        if array.dtype.kind in "mMc":
            raise TypeError("numpy would count spans of time in the unit they are stored in, and drop an imaginary part")
        return array.astype(np.float64, copy=False)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{name} must be numbers; found {values!r}") from error


def at_least_zero(name: str, values: ArrayLike) -> Floats:
    """Finite numbers of zero or more."""
    array = as_numbers(name, values)
    # The extremes tell first, without an array of flags; NaN passes through both.
    if array.size and not (array.min() >= 0 and array.max() < np.inf):
        _first_bad(name, array, ~(np.isfinite(array) & (array >= 0)), "a finite number of 0 or more")
    return array


def above_zero(name: str, values: ArrayLike) -> Floats:
    """Finite numbers above zero."""
    array = as_numbers(name, values)
    if array.size and not (array.min() > 0 and array.max() < np.inf):
        _first_bad(name, array, ~(np.isfinite(array) & (array > 0)), "a finite number above 0")
    return array


def whole_agents(name: str, values: ArrayLike) -> Floats:
    """Whole numbers of zero or more, held as floats for the arithmetic that follows."""
    array = at_least_zero(name, values)
    _first_bad(name, array, array != np.floor(array), "a whole number")
    return array


def share_below_one(name: str, values: ArrayLike, why: str) -> Floats:
    """Shares of at least 0 and below 1; `why` says what 1 would ask for."""
    array = as_numbers(name, values)
    _first_bad(name, array, ~((array >= 0) & (array < 1)), f"at least 0 and below 1 ({why})")
    return array


def share_above_zero(name: str, values: ArrayLike, why: str) -> Floats:
    """Shares above 0 and at most 1; `why` says what 0 would ask for."""
    array = as_numbers(name, values)
    _first_bad(name, array, ~((array > 0) & (array <= 1)), f"above 0 and at most 1 ({why})")
    return array


def flat(*arrays: Floats) -> tuple[tuple[int, ...], tuple[Floats, ...]]:
    """The common shape of the arrays, and each of them broadcast to it and laid out in one row; single numbers are not copied."""
    shape = np.broadcast_shapes(*(array.shape for array in arrays))
    size = math.prod(shape)
    return shape, tuple(
        np.broadcast_to(array.reshape(()), (size,)) if array.size == 1 else np.ascontiguousarray(np.broadcast_to(array, shape)).reshape(-1)
        for array in arrays
    )


def shaped(values: Floats, shape: tuple[int, ...]) -> Floats:
    """One row back in its shape; what came in as plain numbers leaves as a numpy scalar."""
    out: Floats = values.reshape(shape)[()]
    return out
