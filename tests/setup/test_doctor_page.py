"""The registry of checks and the page that explains them are one thing."""

import re
from pathlib import Path

from frontmate.setup.checks import CHECKS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "troubleshooting.md").read_text(encoding="utf-8")
SOURCE = ROOT / "src" / "frontmate" / "setup" / "checks"
IDS = [check.id for check in CHECKS]


def _sections() -> dict[str, str]:
    parts = re.split(r"^### `(\w+)`$", PAGE, flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def test_each_check_has_a_name_of_its_own_and_a_section_in_their_order() -> None:
    assert len(set(IDS)) == len(IDS)
    assert list(_sections()) == IDS


def test_each_section_says_how_it_shows_how_it_is_found_and_what_mends_it() -> None:
    for check in CHECKS:
        words = " ".join(_sections()[check.id].split())
        for part in (f"**Symptom.** {check.symptom} ", "**How it is found.** ", "**Fix.** "):
            assert part in f"{words} ", (check.id, part)


def test_a_fix_points_only_at_checks_that_there_are() -> None:
    everything = PAGE + "".join(path.read_text(encoding="utf-8") for path in SOURCE.glob("*.py"))
    pointed = re.findall(r"[Ss]ee ((?:`\w+`(?:, | and )?)+)", everything)
    named = {name for several in pointed for name in re.findall(r"`(\w+)`", several)}
    assert len(named) > 10
    assert named - set(IDS) == set()


def test_every_key_of_the_json_is_on_the_page() -> None:
    for key in ("frontmate", "at", "all_well", "counts", "calls_at_front", "findings", "check"):
        assert f"| `{key}` |" in PAGE
    for key in ("group", "connection", "level", "symptom", "finding", "fix", "ids"):
        assert f"| `{key}` |" in PAGE
