"""Lists in Front's form: `_results`, and `_pagination.next` as a full URL or null."""

import hashlib
import json
import math
import re
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Any, Final
from urllib.parse import quote, urlencode

from starlette.requests import Request

from frontmate.simulator.shapes import Json
from frontmate.simulator.wire.errors import ApiError

INVALID_QUERY: Final = "Query did not pass validation"
Key = Callable[[Any], tuple[float, str]]
_SEAL: Final = 4


def whole_list(base_url: str, path: str, results: list[Json | None]) -> Json:
    return {"_links": {"self": base_url + path}, "_results": results}


def one_page(
    request: Request,
    base_url: str,
    items: Iterable[Any],
    render: Callable[[Any], Json],
    *,
    default: int = 50,
    maximum: int = 100,
    key: Key | None = None,
) -> Json:
    """The page that `limit` and `page_token` ask for; it may be shorter and yet not be the last.

    With a `key`, by which the items are sorted, the token stands for the last item that was shown:
    what comes in at the top moves nothing. Without one it stands for a number of items, so that
    pages shift, as Front warns for its event list; no more items are then taken than are needed.
    """
    limit = _limit(request, default, maximum)
    place = _place(request, key)
    if key is None:
        start = int(place[0]) if place else 0
        known = list(islice(items, start + limit + 1))
    else:
        known = list(items)
        start = _behind(place, known, key) if place else 0
    size = _size(request, limit, len(known) - start)
    chosen = known[start : start + size]
    following = None
    if start + size < len(known):
        query = [(k, v) for k, v in request.query_params.multi_items() if k != "page_token"]
        query.append(("page_token", _token_for(request, known, start + size, key)))
        following = f"{base_url}{_path(request)}?{urlencode(query)}"
    return {
        "_pagination": {"next": following},
        "_links": {"self": base_url + _path(request)},
        "_results": [render(item) for item in chosen],
    }


def ordered(request: Request, newest_first: Sequence[Any]) -> Sequence[Any]:
    """In the direction asked for; `created_at` is all that these lists can be sorted by."""
    return newest_first if direction(request, "created_at") else list(reversed(newest_first))


def direction(request: Request, *sortable: str, falling: bool = True) -> bool:
    """Whether the list falls, as `sort_order` says; 400 for a `sort_by` that it does not have."""
    if request.query_params.get("sort_by", sortable[0]) not in sortable:
        raise ApiError(400, INVALID_QUERY, f"sort_by: {' or '.join(sortable)} expected")
    order = request.query_params.get("sort_order", "desc" if falling else "asc")
    if order not in {"asc", "desc"}:
        raise ApiError(400, INVALID_QUERY, "sort_order: asc or desc expected")
    return order == "desc"


def by_id(item: Any) -> tuple[float, str]:
    """A key: ids only grow, and a longer one is a later one."""
    return len(item.id), item.id


def query_list(request: Request, name: str) -> list[str]:
    """`q[name][]=a&q[name][]=b`, with or without an index between the brackets."""
    pattern = re.compile(rf"q\[{re.escape(name)}\](\[\d*\])?")
    return [v for k, v in request.query_params.multi_items() if pattern.fullmatch(k)]


def query_number(request: Request, name: str) -> float | None:
    given = query_list(request, name)
    if not given:
        return None
    value = number(given[-1])
    if value is None:
        raise ApiError(400, INVALID_QUERY, f"q[{name}]: seconds expected")
    return value


def number(text: str) -> float | None:
    """None for what is no number, or none that has a place among the others."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _limit(request: Request, default: int, maximum: int) -> int:
    given = request.query_params.get("limit")
    if given is None:
        return default
    if not re.fullmatch(r"[1-9][0-9]?|100", given):
        raise ApiError(400, INVALID_QUERY, "limit: 1 to 100 expected")
    return min(int(given), maximum)


def _size(request: Request, limit: int, left: int) -> int:
    """How many are shown: fewer than there could be on the share of pages that is set for that."""
    workspace, most = request.app.state.desk.workspace, min(limit, left)
    if most < 2 or not workspace.short_pages:
        return limit
    page = f"{workspace.config.seed}:{_path(request)}?{request.url.query}"
    chance, size = divmod(int.from_bytes(_digest(page)), 2**32)
    if chance / 2**32 >= workspace.short_pages:
        return limit
    return 1 + size % (most - 1)


def _token_for(request: Request, items: Sequence[Any], shown: int, key: Key | None) -> str:
    place: list[Any] = [shown]
    if key is not None:
        moment, name = key(items[shown - 1])
        place = [moment, name, key(items[0]) > key(items[-1])]
    text = json.dumps(place).encode()
    return (_seal(request, key, text) + text).hex()


def _place(request: Request, key: Key | None) -> list[Any] | None:
    """What the token stands for; 400 for one that this list never gave."""
    token = request.query_params.get("page_token")
    if token is None:
        return None
    try:
        raw = bytes.fromhex(token)
    except ValueError:
        raw = b""
    seal, text = raw[:_SEAL], raw[_SEAL:]
    if not text or seal != _seal(request, key, text):
        raise ApiError(400, INVALID_QUERY, "page_token: unknown")
    place: list[Any] = json.loads(text)
    return place


def _behind(place: list[Any], items: Sequence[Any], key: Key) -> int:
    """The number of the first item behind the last one that was shown."""
    last, is_falling = (place[0], place[1]), place[2]
    for index, item in enumerate(items):
        if (key(item) < last) if is_falling else (key(item) > last):
            return index
    return len(items)


def _seal(request: Request, key: Key | None, text: bytes) -> bytes:
    """By the list's name, not by its path: a merge leads on to another conversation's messages."""
    name, kind = _path(request).rsplit("/", 1)[-1], "a number" if key is None else "a key"
    return _digest(f"{name}:{kind}:".encode() + text)[:_SEAL]


def _path(request: Request) -> str:
    """As it may stand in a link: a search has spaces, and more, in its path."""
    return quote(request.scope["path"], safe="/:@")


def _digest(text: str | bytes) -> bytes:
    raw = text.encode() if isinstance(text, str) else text
    return hashlib.blake2b(raw, digest_size=8).digest()
