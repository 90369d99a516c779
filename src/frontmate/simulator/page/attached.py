"""Files as the page names them. They are only ever downloaded, never shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

from starlette.responses import Response

from frontmate.simulator.records import Attachment

_KILO = 1000


@dataclass(frozen=True, slots=True)
class FileShown:
    """`size` is told as people do: "12 KB"."""

    name: str
    size: str
    href: str
    is_inline: bool


def files_of(conversation_id: str, files: Iterable[Attachment]) -> tuple[FileShown, ...]:
    return tuple(
        FileShown(
            file.filename,
            size(len(file.data)),
            f"/c/{quote(conversation_id, safe='')}/files/{quote(file.id, safe='')}",
            file.is_inline,
        )
        for file in files
    )


def size(count: int) -> str:
    """Bytes, as people say it."""
    if count < _KILO:
        return f"{count} B"
    kilo = count / _KILO
    return f"{kilo:.0f} KB" if kilo < _KILO else f"{kilo / _KILO:.1f} MB"


def download(file: Attachment) -> Response:
    """As a file of unknown kind, whatever its sender says: no browser opens it here."""
    headers = {
        "content-disposition": f"attachment; filename*=UTF-8''{quote(file.filename, safe='')}",
        "content-security-policy": "sandbox; default-src 'none'",
        "x-content-type-options": "nosniff",
        "cache-control": "no-store",
    }
    return Response(file.data, media_type="application/octet-stream", headers=headers)
