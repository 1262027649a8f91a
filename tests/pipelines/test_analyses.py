"""A table that Python makes is defined by its module and by the mathematics behind it."""

import pytest

from pipelines import analyses
from pipelines.analyses import read_analyses


def hash_of(table: str) -> str:
    (found,) = [analysis for analysis in read_analyses() if analysis.table == table]
    return found.code_hash


@pytest.mark.parametrize("changed", ["assets.analysis.baseline_compare", "assets.methods.change", "assets.methods.regression"])
def test_a_change_in_the_analysis_or_in_a_method_it_uses_however_deep_is_another_definition(
    changed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, other_before = hash_of("analysis.baseline_compare"), hash_of("analysis.hiring_plan")
    real = analyses._sources
    monkeypatch.setattr(analyses, "_sources", lambda name: {k: v + ("\nX = 1" if k == changed else "") for k, v in real(name).items()})
    assert hash_of("analysis.baseline_compare") != before
    assert hash_of("analysis.hiring_plan") == other_before
