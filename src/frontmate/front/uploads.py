"""Sans I/O: files that go to Front, with names and types that can do no harm (facts 5.6)."""

import re
import unicodedata
from dataclasses import dataclass, field

UNNAMED = "attachment"
UNKNOWN_TYPE = "application/octet-stream"

_LONGEST_NAME = 150
_LONGEST_ENDING = 20
_LONGEST_TYPE = 200
_INVISIBLE = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_CONTENT_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+(; ?[\w.+-]+=([\w.+-]+|\"[\w .+-]*\"))*", re.ASCII)


@dataclass(frozen=True)
class Upload:
    """A file to attach. It is sent under `clean_name(filename)`."""

    filename: str
    content_type: str
    """What is none is sent as `application/octet-stream`."""
    data: bytes = field(repr=False)

    @property
    def sent_as(self) -> tuple[str, str]:
        """The name and the content type that Front is told."""
        is_one = len(self.content_type) <= _LONGEST_TYPE and _CONTENT_TYPE.fullmatch(
            self.content_type
        )
        return clean_name(self.filename), self.content_type if is_one else UNKNOWN_TYPE


def clean_name(name: str) -> str:
    """The last part of a name, without quotes and without what cannot be seen or hides the rest.

    Letters of all scripts stay; a long name keeps its ending.
    """
    last = re.split(r"[/\\]", name)[-1]
    seen = (one for one in last if unicodedata.category(one) not in _INVISIBLE)
    clean = unicodedata.normalize("NFC", "".join(seen)).replace('"', "'").strip(" .")
    if len(clean) > _LONGEST_NAME:
        stem, dot, ending = clean.rpartition(".")
        ending = dot + ending if stem and len(ending) <= _LONGEST_ENDING else ""
        clean = clean[: _LONGEST_NAME - len(ending)].rstrip(" .") + ending
    return clean or UNNAMED
