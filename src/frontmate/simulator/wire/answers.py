"""Whole lists and pages as answers."""

from collections.abc import Callable, Iterable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from frontmate.simulator.desk import Desk
from frontmate.simulator.shapes import Json
from frontmate.simulator.wire.pages import Key, one_page, whole_list


def whole(
    desk: Desk,
    request: Request,
    items: Iterable[Any],
    render: Callable[[Any], Json | None],
    status: int = 200,
) -> Response:
    """All at once: Front does not page this list."""
    results = [render(item) for item in items]
    return JSONResponse(whole_list(desk.shapes.base_url, request.url.path, results), status)


def paged(
    desk: Desk,
    request: Request,
    items: Iterable[Any],
    render: Callable[[Any], Json],
    key: Key | None = None,
) -> Response:
    """As many as `limit` says, from where `page_token` says; see `one_page`."""
    return JSONResponse(one_page(request, desk.shapes.base_url, items, render, key=key))
