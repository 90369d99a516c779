"""What a request carries, checked; refusals name the field."""

from typing import Any

from starlette.requests import Request

from frontmate.simulator.reading import parsed
from frontmate.simulator.wire import forms
from frontmate.simulator.wire.errors import ApiError
from frontmate.simulator.wire.fields import Field

INVALID = "Request body did not pass validation"


async def read(request: Request, body: Field) -> dict[str, Any]:
    """The checked object that a request carries as JSON or as a form.

    400 names every field that is wrong, 413 is for more than 25 MB. Files are `Upload`s; only a
    form can carry them.
    """
    if forms.is_form(request):
        data, problems = await _form(request, body)
    else:
        data, problems = _json(await request.body()), []
    problems += body.problems(data)
    if problems:
        raise ApiError(400, INVALID, *problems)
    return data


async def _form(request: Request, body: Field) -> tuple[dict[str, Any], list[str]]:
    try:
        form = await forms.form_of(request)
    except forms.FormError as error:
        raise ApiError(error.status, "Request form cannot be read", str(error)) from error
    return forms.typed(form, body)


def _json(raw: bytes) -> dict[str, Any]:
    if len(raw) > forms.LARGEST_BODY:
        raise ApiError(413, "Request body is larger than 25 MB")
    try:
        data = parsed(raw or b"{}")
    except ValueError as error:
        raise ApiError(400, "Request body is not valid JSON", str(error)) from error
    if not isinstance(data, dict):
        raise ApiError(400, "Request body must be a JSON object")
    return data
