"""What Front's refusals mean: whether to try again, whether it may have happened, what to do."""

import json
from datetime import timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontmate.front import (
    Conflict,
    Forbidden,
    FrontError,
    Merged,
    NotFound,
    RateLimited,
    Refused,
    Unauthorized,
    Unreachable,
    requests,
)
from frontmate.front.errors import error_for, read_retry_after
from frontmate.front.requests import Request
from frontmate.front.retry import LONGEST_WAIT, MOST_TRIES, Patience, pause_before_retry
from tests.front.payloads import NOON

LOOK = requests.look("cnv_1")
REPLY = requests.reply(
    "cnv_1", author="tea_bot", body="Hi Kim", text=None, to=None, cc=None, tag_ids=[]
)


def error(
    status: int,
    body: bytes = b"",
    *,
    request: Request = LOOK,
    home: str = "api2.frontapp.com",
    **headers: str,
) -> FrontError:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return error_for(request, status, named, body, home=home, now=NOON)


def said(message: str) -> bytes:
    return json.dumps({"_error": {"title": "Bad request", "message": message}}).encode()


@pytest.mark.parametrize(
    ("status", "kind", "permanent", "reached"),
    [
        (400, Refused, True, False),
        (401, Unauthorized, True, False),
        (403, Forbidden, True, False),
        (404, NotFound, True, False),
        (409, Conflict, True, False),
        (413, Refused, True, False),
        (418, Refused, True, False),
        (422, Refused, True, False),
        (429, RateLimited, False, False),
        (408, Unreachable, False, True),
        (425, Unreachable, False, True),
        (500, Unreachable, False, True),
        (502, Unreachable, False, True),
        (503, Unreachable, False, True),
        (302, Unreachable, False, True),
        (600, Unreachable, False, True),
    ],
)
def test_every_status_says_what_it_means(
    status: int, kind: type[FrontError], permanent: bool, reached: bool
) -> None:
    found = error(status, said("no"))
    assert type(found) is kind
    assert (found.permanent, found.reached, found.status) == (permanent, reached, status)
    assert found.advice.endswith((".", ")."))


def test_a_missing_permission_is_named() -> None:
    found = error(403, said("no"), request=REPLY)
    assert isinstance(found, Forbidden)
    assert found.scope == "messages:send"
    assert "messages:send" in found.advice


@pytest.mark.parametrize(
    "location",
    [
        "https://api2.frontapp.com/conversations/cnv_2",
        "https://acme.api.frontapp.com/conversations/cnv_2",
        "https://API2.FRONTAPP.COM/conversations/cnv_2/messages?limit=5",
        "/conversations/cnv_2",
    ],
)
def test_a_merge_names_the_survivor(location: str) -> None:
    found = error(301, location=location)
    assert isinstance(found, Merged)
    assert (found.into, found.permanent, found.reached) == ("cnv_2", True, False)


def test_a_merge_at_the_configured_host_is_believed() -> None:
    found = error(301, location="http://127.0.0.1:4000/conversations/cnv_2", home="127.0.0.1")
    assert isinstance(found, Merged)


@pytest.mark.parametrize(
    "location",
    [
        "https://evil.example/conversations/cnv_2",
        "https://frontapp.com.evil.example/conversations/cnv_2",
        "https://notfrontapp.com/conversations/cnv_2",
        "https://api2.frontapp.com@evil.example/conversations/cnv_2",
        "https://[/conversations/cnv_2",
        "https://api2.frontapp.com/login",
        # Into itself: followed, it would never end.
        "https://api2.frontapp.com/conversations/cnv_1",
        "",
    ],
)
def test_a_redirect_to_elsewhere_is_no_merge(location: str) -> None:
    assert type(error(301, location=location)) is Unreachable


def test_one_conversations_id_may_begin_with_the_others() -> None:
    found = error(301, request=requests.look("cnv_12"), location="/conversations/cnv_1")
    assert isinstance(found, Merged)


@pytest.mark.parametrize("status", [400, 403, 404, 422])
def test_a_proxys_refusal_is_not_fronts(status: int) -> None:
    found = error(status, b"<html>Blocked</html>")
    assert type(found) is Unreachable
    assert found.reached


def test_a_429_is_one_whoever_says_it() -> None:
    found = error(429, b"<html>", retry_after="3")
    assert isinstance(found, RateLimited)
    assert found.retry_after == 3


def test_fronts_message_is_shown() -> None:
    assert "no such tag" in str(error(400, said("no such tag")))


def test_a_customers_words_are_not_shown() -> None:
    found = error(400, said("body 'Hi Kim, your card 4111' is wrong"), request=REPLY)
    assert "Kim" not in str(found)
    assert "Bad request" in str(found)
    assert "cnv_1" not in str(found)


@given(st.binary(max_size=60) | st.builds(said, st.text(max_size=9)), st.integers(300, 599))
def test_no_answer_breaks_the_reading_of_errors(body: bytes, status: int) -> None:
    assert error(status, body).status == status


@pytest.mark.parametrize(
    "shape", [[], 7, {"_error": 7}, {"_error": {"title": 7, "details": {"a": 1}}}, {"error": "x"}]
)
def test_errors_of_other_shapes_are_read(shape: object) -> None:
    assert type(error(400, json.dumps(shape).encode())) is Refused


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, None),
        ("7", 7.0),
        ("0.5", 0.5),
        ("-3", 0.0),
        ("1e9", 3600.0),
        ("inf", 3600.0),
        ("nan", None),
        ("soon", None),
        ("", None),
        (format_datetime(NOON + timedelta(seconds=30), usegmt=True), 30.0),
        (format_datetime(NOON - timedelta(seconds=30), usegmt=True), 0.0),
    ],
)
def test_retry_after_is_seconds_or_a_date(value: str | None, seconds: float | None) -> None:
    assert read_retry_after(value, NOON) == seconds


def test_a_permanent_error_is_not_tried_again() -> None:
    assert pause_before_retry(LOOK, error(404), Patience(), 0.5) is None


def test_a_read_is_tried_again_after_a_failure() -> None:
    assert pause_before_retry(LOOK, error(500), Patience(), 0.5) == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("location", "place"),
    [
        ("https://Status.example/front?x=1", "status.example"),
        ("/elsewhere", "no other host"),
        ("http://[", "no other host"),
        ("https://ev il.example\n/", "no other host"),
    ],
)
def test_a_redirect_names_its_place_and_is_not_asked_for_again(location: str, place: str) -> None:
    led = error(302, location=location)
    assert str(led).endswith(f"302 (leads to {place}, and is not followed)")
    assert not led.permanent
    assert pause_before_retry(LOOK, led, Patience(), 0.5) is None


def test_a_reply_that_may_have_been_sent_is_not_sent_again() -> None:
    assert pause_before_retry(REPLY, error(500), Patience(), 0.5) is None
    assert pause_before_retry(REPLY, Unreachable("timeout"), Patience(), 0.5) is None


def test_a_reply_that_surely_was_not_sent_is() -> None:
    assert pause_before_retry(REPLY, error(429, retry_after="2"), Patience(), 0.0) == 2
    unopened = Unreachable("refused", reached=False)
    assert pause_before_retry(REPLY, unopened, Patience(), 0.5) is not None


def test_a_wait_that_is_too_long_is_not_waited() -> None:
    assert pause_before_retry(LOOK, error(429, retry_after="21"), Patience(), 0.0) is None
    used = Patience(waited=15.0)
    assert pause_before_retry(LOOK, error(429, retry_after="6"), used, 0.0) is None


@given(st.floats(0, 0.999), st.sampled_from([500, 429]), st.floats(0, 30))
def test_tries_and_waiting_are_bounded(random: float, status: int, asked: float) -> None:
    patience = Patience()
    found = error(status, retry_after=str(asked))
    while (pause := pause_before_retry(LOOK, found, patience, random)) is not None:
        assert pause >= asked
        patience = patience.spent(pause)
    assert patience.tries <= MOST_TRIES
    assert patience.waited <= LONGEST_WAIT
