"""Tables and labelled lines of a plain passage: what a cell's head says belongs to the cell."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_BAR = " | "
_LABELLED = re.compile(r"\s*(?:-\s|\d{1,3}\.\s)?(?P<label>[^:|\n]{2,60}?):\s(?P<rest>.+)")


@dataclass(frozen=True, slots=True)
class Row:
    label: str
    cells: tuple[str, ...]
    """What is said of the label."""
    heads: tuple[str, ...] = ()
    """One for each cell, where the table has a head."""


def rows_of(text: str) -> tuple[tuple[Row, ...], str]:
    """The rows of a text's tables and its lines of the form `label: value`, and its other lines."""
    rows: list[Row] = []
    prose: list[str] = []
    head: tuple[str, ...] | None = None
    for line in text.split("\n"):
        cells = tuple(cell.strip() for cell in line.split(_BAR))
        if len(cells) > 1:
            if head is None:
                head = cells
            else:
                rows.append(Row(cells[0], cells[1:], head[1:]))
            continue
        head = None
        labelled = _LABELLED.fullmatch(line)
        if labelled:
            rows.append(Row(labelled["label"].strip(), (labelled["rest"],)))
        else:
            prose.append(line)
    return tuple(rows), "\n".join(prose)


def headed_cells(row: Row) -> Iterator[tuple[str, str]]:
    """Each cell with its head; the head is empty where there is none."""
    heads = (*row.heads, *("" for _ in row.cells[len(row.heads) :]))
    return zip(row.cells, heads, strict=False)
