"""The forms in which the challenge may come back, and that nothing else will do (facts 2.2)."""

import json
from collections.abc import Callable

import pytest
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response

from tests.simulator.conftest import Front, Receiver, eventually

FORM = "application/x-www-form-urlencoded"

TAKEN: dict[str, Callable[[str], Response]] = {
    "plain text": PlainTextResponse,
    "plain text with a charset": lambda value: Response(value, media_type="text/plain; charset=x"),
    "a form": lambda value: Response(f"challenge={value}", media_type=FORM),
    "JSON": lambda value: JSONResponse({"challenge": value}),
    "JSON with blanks and more": lambda value: Response(
        json.dumps({"ok": True, "challenge": value}, indent=1), media_type="application/json"
    ),
}
NOT_TAKEN: dict[str, Callable[[str], Response]] = {
    "more than the challenge": lambda value: PlainTextResponse(f"challenge: {value}"),
    "a line end after it": lambda value: PlainTextResponse(f"{value}\n"),
    "its beginning": lambda value: PlainTextResponse(value[:-1]),
    "a page": lambda value: Response(value, media_type="text/html"),
    "no content type": Response,
    "a form called text": lambda value: PlainTextResponse(f"challenge={value}"),
    "another field": lambda value: Response(f"echo={value}", media_type=FORM),
    "two fields": lambda value: Response(f"challenge={value}&challenge=x", media_type=FORM),
    "JSON that is the text": JSONResponse,
    "JSON under another name": lambda value: JSONResponse({"echo": value}),
    "JSON deeper inside": lambda value: JSONResponse({"data": {"challenge": value}}),
    "no JSON": lambda value: Response(f"challenge {value}", media_type="application/json"),
    "created": lambda value: PlainTextResponse(value, 201),
    "moved": lambda value: RedirectResponse(f"/{value}", 307),
}


async def shaken(front: Front, receiver: Receiver, echo: Callable[[str], Response]) -> bool:
    receiver.echo = echo
    hook = {"url": receiver.url, "secret": "signing-key"}
    done = await front.act("webhooks", app=hook, strict=True)
    assert done["saved"] == done["handshake"]["ok"]
    return bool(done["saved"])


@pytest.mark.parametrize("echo", TAKEN.values(), ids=TAKEN)
async def test_the_challenge_is_taken_in_three_forms(
    front: Front, receiver: Receiver, echo: Callable[[str], Response]
) -> None:
    assert await shaken(front, receiver, echo)


@pytest.mark.parametrize("echo", NOT_TAKEN.values(), ids=NOT_TAKEN)
async def test_the_challenge_is_not_taken_in_any_other(
    front: Front, receiver: Receiver, echo: Callable[[str], Response]
) -> None:
    assert not await shaken(front, receiver, echo)
    assert front.simulator.webhooks.app is None


async def test_each_save_has_another_challenge(front: Front, receiver: Receiver) -> None:
    hook = {"url": receiver.url, "secret": "signing-key"}
    for _ in range(3):
        await front.act("webhooks", app=hook)
    assert len({got.headers["x-front-challenge"] for got in receiver.shaken}) == 3


async def test_a_sync_may_come_without_a_challenge(front: Front, receiver: Receiver) -> None:
    await front.act("webhooks", app={"url": receiver.url, "secret": "signing-key"})
    await front.act("sync")
    await eventually(lambda: receiver.received)
    got = receiver.received[0]
    assert json.loads(got.body) == {"type": "sync", "authorization": {"id": "cmp_1demo"}}
    assert "x-front-challenge" not in got.headers
    assert {"x-front-signature", "x-front-request-timestamp"} <= set(got.headers)


async def test_without_an_application_webhook_there_is_nothing_to_sync(front: Front) -> None:
    answer = await front.control.post("/_control/sync")
    assert (answer.status_code, "application webhook" in answer.json()["error"]) == (400, True)
