"""Equal inputs have one hash, whatever else differs another."""

import numpy as np

from assets.analysis import inputs, measured


def test_a_hash_tells_words_numbers_their_order_and_a_missing_number_apart() -> None:
    days = np.array([1.0, 2.0, np.nan])
    same = inputs.hash_of(("orders", 1), [days, days[::-1]])
    assert same == inputs.hash_of(("orders", 1), [days.copy(), days[::-1].copy()])
    others = [(("orders", 2), [days, days[::-1]]), (("orders", 1), [days[::-1], days]), (("orders", 1), [np.nan_to_num(days), days[::-1]])]
    assert same not in [inputs.hash_of(said, arrays) for said, arrays in others]


def test_code_is_hashed_by_its_text() -> None:
    assert inputs.code_of(inputs) == inputs.code_of(inputs) != inputs.code_of(measured)
