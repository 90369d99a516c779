"""What a request carries, checked; refusals name the field."""

from typing import Any

from starlette.requests import Request

from frontmate.simulator.reading import parsed
from frontmate.simulator.wire.errors import ApiError
from frontmate.simulator.wire.fields import Field

INVALID = "Request body did not pass validation"


async def read(request: Request, body: Field) -> dict[str, Any]:
    """The checked object that a request carries; 400 names every field that is wrong."""
    try:
        data = parsed(await request.body() or b"{}")
    except ValueError as error:
        raise ApiError(400, "Request body is not valid JSON", str(error)) from error
    if not isinstance(data, dict):
        raise ApiError(400, "Request body must be a JSON object")
    problems = list(body.problems(data))
    if problems:
        raise ApiError(400, INVALID, *problems)
    return data
