"""Tables: which of them hold data, and how their cells become a plain grid."""

import re

from selectolax.lexbor import LexborNode

PART = "\x1f"
"""Stands between the blocks of a cell, which is one line in Markdown."""

_MOST_COLUMNS = 40
_MOST_ROWS_SPANNED = 500
_LONGEST_REPEATED = 200
_PARTS = re.compile(f"(?:\\s*{PART}\\s*)+")


def is_data(table: LexborNode) -> bool:
    """Whether its rows mean something: two columns, two rows, and no other table inside.

    Other tables lay out a page; their cells are read as blocks.
    """
    if len(table.css("table")) > 1:
        return False
    widths = [
        len([cell for cell in row.iter() if cell.tag in {"td", "th"}]) for row in _rows(table)
    ]
    return len([width for width in widths if width]) >= 2 and 2 <= max(widths) <= _MOST_COLUMNS


def _rows(table: LexborNode) -> list[LexborNode]:
    rows: list[LexborNode] = []
    for part in table.iter():
        if part.tag == "tr":
            rows.append(part)
        elif part.tag in {"thead", "tbody", "tfoot"}:
            rows.extend(row for row in part.iter() if row.tag == "tr")
    return rows


class Grid:
    """A table whose cells are being read. A cell over several rows says the same in each."""

    def __init__(self) -> None:
        self.caption = ""
        self._rows: list[list[str]] = []
        self._row: list[str] = []
        self._spanning: dict[int, tuple[int, str]] = {}
        """By column: for how many more rows a cell from above stands there, and what it says."""

    def add(self, text: str, cell: LexborNode) -> None:
        """`text` is tame HTML of one line."""
        self._fill()
        text = _PARTS.sub("; ", text.strip(f" {PART}"))
        rows = _span(cell.attributes.get("rowspan"), _MOST_ROWS_SPANNED)
        columns = _span(cell.attributes.get("colspan"), _MOST_COLUMNS)
        for number in range(columns):
            if len(self._row) < _MOST_COLUMNS:
                said = text if number == 0 else ""
                if rows > 1:
                    again = said if len(said) <= _LONGEST_REPEATED else ""
                    self._spanning[len(self._row)] = (rows - 1, again)
                self._row.append(said)

    def end_row(self) -> None:
        self._fill()
        if any(self._row):
            self._rows.append(self._row)
        self._row = []

    def html(self) -> str:
        """Nothing where no cell says anything; the first row is the head, as Markdown needs one."""
        lines = [
            "<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in self._rows
        ]
        return f"<table>{''.join(lines)}</table>" if lines else ""

    def _fill(self) -> None:
        """Put down what stands in the next columns from rows above."""
        while (found := self._spanning.get(len(self._row))) is not None:
            left, said = found
            if left > 1:
                self._spanning[len(self._row)] = (left - 1, said)
            else:
                del self._spanning[len(self._row)]
            self._row.append(said)


def _span(value: str | None, most: int) -> int:
    return min(max(int(value), 1), most) if value and re.fullmatch(r"\d{1,6}", value) else 1
