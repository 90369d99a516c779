"""What is said about a file that cannot be used."""

from pathlib import Path


class ContentUnreadableError(ValueError):
    """A file or folder cannot be used; the message says which, where, why, and what to do."""

    def __init__(self, file: Path, problem: str, remedy: str, line: int | None = None) -> None:
        where = f"{file}, line {line}," if line else f"{file}"
        super().__init__(f"{where} {problem}. {remedy}")
