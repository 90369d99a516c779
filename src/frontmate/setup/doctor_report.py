"""The report on paper: for people, or as JSON for machines."""

import textwrap
from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import groupby
from typing import Any

from frontmate.setup.checks import Finding, Group, Level
from frontmate.setup.doctor import Report

_SIGNS = {Level.OK: "✓", Level.WARN: "!", Level.BAD: "✗", Level.UNKNOWN: "?"}
_PLAIN_SIGNS = {Level.OK: "ok", Level.WARN: "!!", Level.BAD: "XX", Level.UNKNOWN: "??"}
_TITLES = {
    Group.INSTALLATION: "This installation",
    Group.FRONT: "Front",
    Group.EVENTS: "What Front tells us",
    Group.RULES: "Rules",
    Group.ANSWERS: "Answers",
    Group.HANDOFFS: "Hand-offs",
    Group.KNOWLEDGE: "Knowledge",
}
_WIDEST_NAME = 20
_ASCII = str.maketrans({"“": '"', "”": '"', "…": "...", "–": "-", "’": "'"})


def as_json(report: Report) -> dict[str, Any]:
    """The keys are described in docs/troubleshooting.md, and are kept as they are."""
    return {
        "frontmate": report.version,
        "at": report.at.isoformat(timespec="seconds"),
        "all_well": report.all_well,
        "counts": {level.value: number for level, number in report.counts.items()},
        "calls_at_front": report.calls_at_front,
        "findings": [
            {
                "check": finding.check,
                "group": finding.group,
                "connection": finding.connection,
                "level": finding.level.value,
                "symptom": finding.symptom,
                "finding": finding.finding,
                "fix": finding.fix,
                "ids": list(finding.ids),
            }
            for finding in report.findings
        ],
    }


def report_of(stored: Mapping[str, Any]) -> Report:
    """The report again that `as_json` has made; what another version adds is left out.

    Raises KeyError and ValueError for what is none.
    """
    return Report(
        version=str(stored["frontmate"]),
        at=datetime.fromisoformat(stored["at"]),
        findings=tuple(_finding_of(each) for each in stored["findings"]),
        calls_at_front=int(stored["calls_at_front"]),
    )


def _finding_of(stored: Mapping[str, Any]) -> Finding:
    level = stored["level"]
    return Finding(
        check=stored["check"],
        group=stored["group"],
        connection=stored["connection"],
        level=Level(level) if level in set(Level) else Level.UNKNOWN,
        symptom=stored["symptom"],
        finding=stored["finding"],
        fix=stored["fix"],
        ids=tuple(stored["ids"]),
    )


def title_of(group: str) -> str:
    """What a group of checks is called; one of another version by its own name."""
    return _TITLES[Group(group)] if group in set(Group) else group.capitalize()


def as_text(report: Report, *, plain: bool = False, width: int = 100) -> str:
    """One line for each finding, and symptom and fix below what is not well.

    `plain` keeps to ASCII.
    """
    lines = list(_lines(report, _PLAIN_SIGNS if plain else _SIGNS, max(width, 60)))
    text = "\n".join(lines)
    return text.translate(_ASCII).encode("ascii", "replace").decode() if plain else text


def _lines(report: Report, signs: dict[Level, str], width: int) -> Iterator[str]:
    yield f"frontmate {report.version}, {report.at:%Y-%m-%d %H:%M} UTC"
    for (connection, group), found in groupby(
        report.findings, lambda finding: (finding.connection, finding.group)
    ):
        title = title_of(group)
        yield ""
        yield title if connection is None else f"{connection}: {title}"
        for finding in found:
            yield from _told(finding, signs, width)
    counts = report.counts
    yield ""
    total = (
        f"{counts[Level.BAD]} wrong, {counts[Level.WARN]} to look at, {counts[Level.OK]} well, "
        f"{counts[Level.UNKNOWN]} not looked at. Each is explained in docs/troubleshooting.md."
    )
    yield from textwrap.wrap(total, width)


def _told(finding: Finding, signs: dict[Level, str], width: int) -> Iterator[str]:
    head = f"  {signs[finding.level]} {finding.check:{_WIDEST_NAME}} "
    yield from _wrapped(head, finding.finding, width)
    told = finding.level in (Level.WARN, Level.BAD)
    if told:
        yield from _wrapped(f"      {'symptom':8} ", finding.symptom, width)
    if finding.fix:
        yield from _wrapped(f"      {'fix':8} ", finding.fix, width)
    if finding.ids and told:
        yield from _wrapped(f"      {'ids':8} ", " ".join(finding.ids), width)


def _wrapped(head: str, words: str, width: int) -> list[str]:
    return textwrap.wrap(
        words,
        width,
        initial_indent=head,
        subsequent_indent=" " * len(head),
        break_long_words=False,
        break_on_hyphens=False,
    ) or [head.rstrip()]
