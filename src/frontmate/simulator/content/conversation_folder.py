"""Conversations from a folder: `.md` files of one each, `.json` and `.jsonl` files of any number.

`queries*.jsonl` are a data set's customers' first messages; its `corpus*.jsonl` are passed over.
"""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from frontmate.simulator.content.json_conversation import read_json, read_json_lines
from frontmate.simulator.content.markdown_conversation import read_markdown
from frontmate.simulator.content.past import PastConversation
from frontmate.simulator.content.unreadable import ContentUnreadableError

_REMEDY: Final = "Name a folder with .md, .json or .jsonl files; see `frontmate simulator --help`."


def load_conversations(folder: Path, most: int | None = None) -> tuple[PastConversation, ...]:
    """`most` of them, in the order of the files' paths.

    ContentUnreadableError names the file, and the line where there is one.
    """
    if not folder.is_dir():
        raise ContentUnreadableError(folder, "is no folder", _REMEDY)
    found = tuple(islice(_all(folder, most), most))
    if not found and most != 0:
        raise ContentUnreadableError(folder, "holds no conversation", _REMEDY)
    return found


def _all(folder: Path, most: int | None) -> Iterator[PastConversation]:
    for file in sorted(folder.rglob("*")):
        inside = file.relative_to(folder).parts
        if not file.is_file() or any(part.startswith(".") for part in inside):
            continue
        # What explains a folder is no conversation of it.
        if file.suffix == ".md" and file.stem.casefold() != "readme":
            yield read_markdown(file)
        elif file.suffix == ".json":
            yield from read_json(file)
        elif file.suffix == ".jsonl" and not file.name.startswith("corpus"):
            yield from read_json_lines(file, most)
