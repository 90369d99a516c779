"""Files on their way in, before they are anybody's attachment."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from frontmate.simulator.ids import Ids
from frontmate.simulator.records import Attachment

# Front: 25 MB in total (facts 5.6); whether it counts in thousands is not known.
MOST_BYTES: Final = 25 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as its sender describes it. The name is never used as a path."""

    filename: str
    content_type: str
    data: bytes
    cid: str | None = None
    is_inline: bool = False


def attached(ids: Ids, uploads: Iterable[Upload], body: str) -> list[Attachment]:
    """With ids of their own; inline is what says so, or what the body shows by `cid:`."""
    return [
        Attachment(
            ids.mint("fil"),
            upload.filename,
            upload.content_type,
            upload.data,
            upload.is_inline or (upload.cid is not None and f"cid:{upload.cid}" in body),
            upload.cid,
        )
        for upload in uploads
    ]
