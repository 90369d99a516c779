"""The rules of the house that a machine can check."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "frontmate"
TESTS = ROOT / "tests"
LONGEST_FILE, LONGEST_TEST_FILE, LONGEST_FUNCTION = 300, 400, 40
NAMELESS = {"utils", "util", "helpers", "helper", "manager", "common", "misc", "base"}
ROOMS = {folder.name for folder in SOURCE.iterdir() if (folder / "__init__.py").exists()}
# The core's files are its vocabulary: every room speaks of events, actions and sessions.
OPEN_ROOMS = {"conversation"}


def _python(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.py"))


def _relative(paths: list[Path]) -> list[str]:
    return [str(path.relative_to(ROOT)) for path in paths]


def _files_to_read() -> list[Path]:
    # A migration is a list of columns, and is never edited again.
    return [p for p in _python(SOURCE) + _python(TESTS) if "versions" not in p.parts]


@pytest.mark.parametrize("file", _relative(_files_to_read()))
def test_files_are_short_enough_to_read(file: str) -> None:
    most = LONGEST_TEST_FILE if file.startswith("tests/") else LONGEST_FILE
    assert len((ROOT / file).read_text(encoding="utf-8").splitlines()) <= most


def test_functions_are_short_enough_to_read() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name} ({length} lines)"
        for path in _python(SOURCE)
        if "migrations" not in path.parts
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or node.lineno) - node.lineno + 1) > LONGEST_FUNCTION
    ]
    assert long == []


def test_no_file_has_a_name_that_says_nothing() -> None:
    assert [p for p in _python(SOURCE) if p.stem in NAMELESS or p.parent.name in NAMELESS] == []


def test_every_room_says_in_one_sentence_what_it_is_for() -> None:
    for room in sorted(ROOMS):
        text = (SOURCE / room / "__init__.py").read_text(encoding="utf-8")
        assert ast.get_docstring(ast.parse(text)), room


def test_the_files_of_other_rooms_are_private() -> None:
    private = [
        f"{path.relative_to(ROOT)}: {module}"
        for path in _python(SOURCE)
        for module in _imports(path)
        if _reaches_into(path, module)
    ]
    assert private == []


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module is not None:
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def _reaches_into(path: Path, module: str) -> bool:
    parts = module.split(".")
    if parts[0] != "frontmate" or len(parts) < 3 or parts[1] in OPEN_ROOMS:
        return False
    own = path.relative_to(SOURCE).parts[0].removesuffix(".py")
    # The command line loads a room's command only when it is called for, by its file.
    return parts[1] != own and own != "cli"


def _tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    ).stdout.splitlines()
    return [ROOT / name for name in listed if (ROOT / name).is_file()]


def test_nothing_names_this_machine_or_a_package_registry() -> None:
    forbidden = re.compile(
        "|".join(
            ["/work" + "/", "/root" + "/", "pypi" + r"\.org", "python" + "hosted", "npmjs" + r"\."]
        )
    )
    found = [
        str(path.relative_to(ROOT))
        for path in _tracked()
        if path.suffix not in {".png", ".ico"}
        and forbidden.search(path.read_text(encoding="utf-8", errors="replace"))
    ]
    assert found == []


def test_every_setting_is_documented_and_nothing_else_is() -> None:
    code = (SOURCE / "settings.py").read_text(encoding="utf-8")
    names = set(re.findall(r'read\.\w+\(\s*"([A-Z_]+)"', code))
    secrets = set(re.findall(r'read\.secret\("([A-Z_]+)"', code))
    wanted = {f"FRONTMATE_{name}" for name in names}
    wanted |= {f"FRONTMATE_{name}_FILE" for name in secrets}
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"`(FRONTMATE_[A-Z_]+)`", page))
    assert documented - {"FRONTMATE_TEST_DATABASE_URL"} == wanted
