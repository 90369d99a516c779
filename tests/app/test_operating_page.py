"""docs/operating.md is true: systemd takes its units, and its commands and settings exist."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
UNITS = {
    match[2]: match[1]
    for match in re.finditer(
        r"```ini\n(# /etc/systemd/system/(\S+?\.service).*?)```", PAGE, re.DOTALL
    )
}
PROGRAM = "/opt/frontmate/.venv/bin/frontmate"


def test_there_is_a_unit_for_each_role() -> None:
    assert set(UNITS) == {
        "frontmate.service",
        "frontmate-serve@.service",
        "frontmate-work@.service",
    }


@pytest.mark.parametrize("name", UNITS)
def test_a_unit_starts_a_command_that_there_is(name: str) -> None:
    (command,) = re.findall(rf"^ExecStart={PROGRAM} (\w+)$", UNITS[name], re.MULTILINE)
    told = subprocess.run(
        [sys.executable, "-m", "frontmate", "--help"], capture_output=True, text=True, check=True
    ).stdout
    assert f"    {command} " in told
    sections = re.findall(r"^\[(\w+)\]$", UNITS[name], re.MULTILINE)
    assert sections == ["Unit", "Service", "Install"]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze here")
@pytest.mark.parametrize("name", UNITS)
def test_systemd_takes_the_unit_as_it_is(name: str, tmp_path: Path) -> None:
    program = tmp_path / "frontmate"
    program.write_text("#!/bin/sh\n", encoding="utf-8")
    program.chmod(0o755)
    file = tmp_path / name.replace("@.", "@1.")
    file.write_text(UNITS[name].replace(PROGRAM, str(program)), encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(file)],
        capture_output=True,
        text=True,
        check=False,
    )
    # What it says of other units of this machine is none of ours.
    told = [line for line in done.stderr.splitlines() if "frontmate" in line]
    assert told == []


def test_postgresql_is_not_told_to_stop_before_what_is_under_way_is_finished() -> None:
    assert "KillMode=mixed" in UNITS["frontmate.service"]


def test_every_setting_on_the_page_is_one() -> None:
    settings = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    there = set(re.findall(r"`(FRONTMATE_[A-Z_]+)`", settings))
    assert set(re.findall(r"FRONTMATE_[A-Z_]+", PAGE)) <= there


def test_alerts_are_on_metrics_that_there_are() -> None:
    table = set(re.findall(r"^\| `(frontmate_\w+)`", PAGE, re.MULTILINE))
    (rules,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    used = set(re.findall(r"frontmate_\w+", rules))
    assert used
    assert used <= table
    assert rules.count("- alert:") == 5


def test_every_link_leads_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#]+)(?:#\w+)?\)", PAGE):
        assert (ROOT / "docs" / target).exists(), target
