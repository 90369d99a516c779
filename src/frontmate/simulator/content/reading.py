"""Files as text, JSON, JSON lines, or Markdown with front matter; what is wrong has its line."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from frontmate.simulator.content.unreadable import ContentUnreadableError


@dataclass(frozen=True, slots=True)
class Page:
    """A file's front matter and what follows it, whose first line is `body_line` of the file."""

    file: Path
    front: dict[str, Any]
    head: str
    body: str
    body_line: int

    def line_of(self, key: str) -> int | None:
        """Where the front matter has that key."""
        lines = self.head.split("\n")
        return next((n for n, one in enumerate(lines, 2) if one.startswith(f"{key}:")), None)

    def wrong(self, key: str, problem: str, remedy: str) -> ContentUnreadableError:
        return ContentUnreadableError(self.file, problem, remedy, self.line_of(key))


def text_of(file: Path) -> str:
    """Its text, with plain line ends."""
    try:
        return file.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = file.read_bytes()[: error.start].count(b"\n") + 1
        raise ContentUnreadableError(file, "is not UTF-8", "Save it as UTF-8.", line) from None


def json_of(file: Path) -> Any:
    try:
        return json.loads(text_of(file))
    except json.JSONDecodeError as error:
        problem = f"is no JSON ({error.msg})"
        raise ContentUnreadableError(file, problem, "Mend it.", error.lineno) from None


def json_lines(file: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each line's number and object; empty lines are passed over."""
    for number, line in enumerate(text_of(file).split("\n"), 1):
        if not line.strip():
            continue
        try:
            found = json.loads(line)
        except json.JSONDecodeError as error:
            problem = f"is no JSON ({error.msg} at column {error.colno})"
            remedy = "Write one object on each line."
            raise ContentUnreadableError(file, problem, remedy, number) from None
        if not isinstance(found, dict):
            raise ContentUnreadableError(
                file, "is no object", 'Write one {"…": …} on each line.', number
            )
        yield number, found


def page_of(file: Path) -> Page:
    """Markdown or HTML, with `name: value` lines between two lines of `---` at its top."""
    text = text_of(file)
    if not text.startswith("---\n"):
        return Page(file, {}, "", text, 1)
    head, closed, body = f"{text[4:]}\n".partition("\n---\n")
    front = _yaml(file, head)
    if not closed or not isinstance(front, dict):
        remedy = "Write `name: value` lines, and close them with a line of `---`."
        raise ContentUnreadableError(file, "has front matter that cannot be read", remedy)
    return Page(file, front, head, body, head.count("\n") + 4)


def _yaml(file: Path, head: str) -> Any:
    try:
        return yaml.safe_load(head) or {}
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        first = getattr(error, "problem", None) or str(error).partition("\n")[0]
        raise ContentUnreadableError(
            file,
            f"has front matter that is no YAML ({first})",
            "Put text with a colon in quotes.",
            mark.line + 2 if mark else None,
        ) from None
