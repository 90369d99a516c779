"""What a check says: how bad, what was found, what to do; ids and counts, nobody's words."""

from dataclasses import dataclass
from enum import StrEnum

_LONGEST_ID_LIST = 10
_LONGEST_REMARK = 200


class Level(StrEnum):
    OK = "ok"
    WARN = "warn"
    BAD = "bad"
    UNKNOWN = "unknown"
    """It could not be looked at; `finding` says why."""


@dataclass(frozen=True)
class Seen:
    """One result of one check. `ids` are Front's (`cnv_…`, `tea_…`), for looking it up there."""

    level: Level
    finding: str
    fix: str = ""
    ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Finding:
    """The same with what the check is called, whose it is, and what people notice of it."""

    check: str
    group: str
    connection: str | None
    level: Level
    symptom: str
    finding: str
    fix: str
    ids: tuple[str, ...]


class CannotTell(Exception):  # noqa: N818 - it is no error of ours that something cannot be seen
    """What the check needs could not be had; the text says why, in one sentence."""


def ok(finding: str, ids: tuple[str, ...] = ()) -> Seen:
    return Seen(Level.OK, finding, "", ids[:_LONGEST_ID_LIST])


def warn(finding: str, fix: str, ids: tuple[str, ...] = ()) -> Seen:
    return Seen(Level.WARN, finding, fix, ids[:_LONGEST_ID_LIST])


def bad(finding: str, fix: str, ids: tuple[str, ...] = ()) -> Seen:
    return Seen(Level.BAD, finding, fix, ids[:_LONGEST_ID_LIST])


def counted(number: int, one: str, several: str = "") -> str:
    """`1 event`, `2 events`; `several` where it is not made with an s."""
    return f"{number} {one if number == 1 else several or one + 's'}"


def printable(words: str) -> str:
    """Without what a terminal would obey."""
    return "".join(c if c.isprintable() else " " for c in words)


def remark(words: str) -> str:
    """What a library or Front said, on one line and not too long."""
    line = " ".join(printable(words).split())
    return line if len(line) <= _LONGEST_REMARK else line[:_LONGEST_REMARK] + "…"
