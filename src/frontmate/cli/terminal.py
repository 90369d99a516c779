"""The terminal without blocking the loop, in which the product may be at work meanwhile."""

import asyncio
import contextlib
import os
import sys
from collections.abc import Iterator
from typing import Protocol, TextIO

_PLAIN = str.maketrans({"✓": "+", "✗": "x", "→": "->", "…": "...", "“": '"', "”": '"'})


class Terminal(Protocol):
    """Somebody to talk to. Reading raises EOFError once there is nothing more to come."""

    def write(self, text: str) -> None: ...

    async def read(self, prompt: str) -> str: ...

    async def read_secret(self, prompt: str) -> str:
        """Like `read`, without showing what is typed."""
        ...


class Console:
    """Standard input and output, whether a terminal, a pipe or a file."""

    def __init__(self, source: int | None = None, sink: TextIO | None = None) -> None:
        """`source` is a file descriptor; without one it is standard input's, if there is any."""
        self._source = _standard_input() if source is None else source
        self._sink = sink or sys.stdout
        self._read_ahead = b""

    def write(self, text: str) -> None:
        encoding = self._sink.encoding or "ascii"
        try:
            text.encode(encoding)
        except UnicodeEncodeError:
            text = text.translate(_PLAIN).encode(encoding, "replace").decode(encoding)
        self._sink.write(text)
        self._sink.flush()

    async def read(self, prompt: str) -> str:
        self.write(prompt)
        return await self._line()

    async def read_secret(self, prompt: str) -> str:
        with contextlib.nullcontext() if self._source is None else _no_echo(self._source):
            self.write(prompt)
            line = await self._line()
        self.write("\n")
        return line

    async def _line(self) -> str:
        while b"\n" not in self._read_ahead:
            more = await self._more()
            if not more:
                if not self._read_ahead:
                    raise EOFError("no more input")
                more = b"\n"
            self._read_ahead += more
        line, _, self._read_ahead = self._read_ahead.partition(b"\n")
        return line.decode("utf-8", "replace").rstrip("\r")

    async def _more(self) -> bytes:
        if self._source is None:
            return b""
        loop = asyncio.get_running_loop()
        ready = asyncio.Event()
        try:
            loop.add_reader(self._source, ready.set)
        except (NotImplementedError, PermissionError):
            # A file, which never lets anybody wait, or a platform whose loop cannot watch it.
            return await asyncio.to_thread(os.read, self._source, 4096)
        try:
            await ready.wait()
        finally:
            loop.remove_reader(self._source)
        with contextlib.suppress(OSError):  # the other end of a terminal has gone
            return os.read(self._source, 4096)
        return b""


def _standard_input() -> int | None:
    try:
        return None if sys.stdin is None else sys.stdin.fileno()
    except OSError:
        return None


@contextlib.contextmanager
def _no_echo(source: int) -> Iterator[None]:
    try:
        import termios  # noqa: PLC0415 - not on every platform
    except ImportError:
        yield
        return
    try:
        before = termios.tcgetattr(source)
    except termios.error:  # a pipe or a file shows nothing anyway
        yield
        return
    silent = list(before)
    silent[3] &= ~termios.ECHO
    # What was typed before the question is not the answer to it.
    termios.tcsetattr(source, termios.TCSAFLUSH, silent)
    try:
        yield
    finally:
        termios.tcsetattr(source, termios.TCSAFLUSH, before)
