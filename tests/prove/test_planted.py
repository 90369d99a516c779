"""The planted bugs are where the source is now: a table that has rotted would catch nothing."""

import ast
import shutil
from pathlib import Path

import pytest

from tests.prove.bites import ROOT
from tests.prove.planted import PLANTED, Bug, plant


@pytest.mark.parametrize("bug", PLANTED, ids=lambda bug: bug.name)
def test_a_planted_bug_is_a_change_of_the_source_as_it_is(bug: Bug, tmp_path: Path) -> None:
    for edit in bug.edits:
        copy = tmp_path / "frontmate" / edit.path
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "src" / "frontmate" / edit.path, copy)
    plant(bug, tmp_path)
    for edit in bug.edits:
        ast.parse((tmp_path / "frontmate" / edit.path).read_text())


def test_at_least_ten_bugs_are_planted_under_names_of_their_own() -> None:
    assert len({bug.name for bug in PLANTED}) == len(PLANTED) >= 10
