"""What a mail's headers say: machines, bounces and lists are known by them (2.2, facts 9.7)."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontmate.channels import judge
from frontmate.channels.mail_headers import sign_of_headers
from frontmate.conversation.message import Channel, Verdict
from tests.channels.build import incoming

OWN = frozenset({"support@example.com", "mia@example.com"})
A_PERSONS = "From: Ann <ann@customer.example>\r\nTo: support@example.com\r\nSubject: Re: A lamp\r\n"
AUTO, BOUNCE, LIST = Verdict.AUTO_REPLY, Verdict.BOUNCE, Verdict.LIST_MAIL


def sign(*lines: str) -> Verdict | None:
    return sign_of_headers((A_PERSONS + "".join(f"{e}\r\n" for e in lines) + "\r\n").encode(), OWN)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("Auto-Submitted: auto-replied", AUTO),
        ("Auto-Submitted: auto-generated", AUTO),
        ('AUTO-SUBMITTED: Auto-Replied; owner-email="a@b.example"', AUTO),
        ("Auto-Submitted: auto-notified (by us)", AUTO),
        ("X-Autoreply: yes", AUTO),
        ("X-Autorespond: Re: A lamp", AUTO),
        ("X-Autoresponder: 1", AUTO),
        ("X-Auto-Response-Suppress: All", AUTO),
        ("X-Auto-Response-Suppress: DR, OOF, AutoReply", AUTO),
        ("Precedence: bulk", AUTO),
        ("Precedence: Junk", AUTO),
        ("Precedence: auto_reply", AUTO),
        ("Return-Path: <>", BOUNCE),
        ('Content-Type: multipart/report; report-type=delivery-status; boundary="x"', BOUNCE),
        ("Content-Type: multipart/report", BOUNCE),
        ("Content-Type: multipart/report; report-type=disposition-notification", AUTO),
        ("List-Id: Gardening <gardening.lists.example.org>", LIST),
        ("List-ID: <weekly.news.example.org>", LIST),
        ("Precedence: list", LIST),
    ],
)
def test_a_machine_is_known_by_a_header(header: str, expected: Verdict) -> None:
    assert sign(header) is expected


@pytest.mark.parametrize(
    "header",
    [
        "Auto-Submitted: no",
        "Auto-Submitted: No (a person wrote it)",
        "Auto-Submitted:",
        "X-Autoreply: no",
        "X-Auto-Response-Suppress: DR, RN, NRN",
        "X-Auto-Response-Suppress: None",
        "Precedence: normal",
        "Precedence: first-class",
        "Return-Path: <ann@customer.example>",
        "Content-Type: multipart/alternative; boundary=x",
        "Content-Type: text/plain",
        "List-Unsubscribe: <mailto:out@customer.example>",
        "Subject: Auto-Submitted: auto-replied",
        "X-Mailer: Precedence bulk",
    ],
)
def test_a_person_stays_a_person(header: str) -> None:
    assert sign(header) is None


@pytest.mark.parametrize(
    "lines",
    [
        ("List-ID: <support.example.com>", "Precedence: list"),
        ("List-Id: <other.id>", "List-Post: <https://x.example>, <mailto:Support@example.com>"),
    ],
)
def test_a_group_of_ours_that_passes_mail_on_is_no_list(lines: tuple[str, ...]) -> None:
    assert sign(*lines) is None
    # A machine's mail is one all the same.
    assert sign(*lines, "Auto-Submitted: auto-replied") is AUTO


def test_a_header_that_is_folded_over_lines_is_read_whole() -> None:
    assert sign("X-Auto-Response-Suppress: DR,\r\n OOF,\r\n AutoReply") is AUTO


def test_nothing_in_the_text_is_a_header() -> None:
    raw = A_PERSONS.encode() + b"\r\nAuto-Submitted: auto-replied\r\n"
    assert sign_of_headers(raw, OWN) is None


def test_the_verdict_takes_headers_into_account_in_mail_alone() -> None:
    raw = b"Auto-Submitted: auto-replied\r\n\r\n"
    assert judge(incoming(headers=raw)) is AUTO
    assert judge(incoming(headers=b"\r\n")) is Verdict.CUSTOMER
    assert judge(incoming(headers=raw, channel=Channel.CHAT)) is Verdict.CUSTOMER


def test_our_own_address_comes_before_what_the_headers_say() -> None:
    raw = b"Auto-Submitted: auto-replied\r\n\r\n"
    own = incoming(sender="help@example.com", own=("help@example.com",), headers=raw)
    assert judge(own) is Verdict.OWN_ADDRESS


@given(st.binary(max_size=300))
def test_whatever_a_sender_writes_is_read(raw: bytes) -> None:
    assert sign_of_headers(b"Auto-Submitted: " + raw, OWN) in {None, AUTO, BOUNCE, LIST}
    assert sign_of_headers(raw, OWN) in {None, AUTO, BOUNCE, LIST}


HOSTILE = [
    b"X-A: b\r\n" * 1_250_000,
    b"List-Id: <a>\r\n" * 700_000,
    b"Subject: " + b"a" * 10_000_000,
    b"Precedence: x\r\n" + b" a\r\n" * 2_500_000,
    b"Content-Type: multipart/report; " + b"a=b; " * 2_000_000,
    b"Content-Type: multipart/report" + b"; report-type*1=a" * 600_000,
    b"\xff\xfe:\x80\n" * 2_000_000,
    b"\0" * 10_000_000,
]


@pytest.mark.parametrize("raw", HOSTILE, ids=range(len(HOSTILE)))
def test_ten_megabytes_of_headers_are_read_within_seconds(raw: bytes) -> None:
    begun = time.process_time()
    assert sign_of_headers(raw, OWN) in {None, BOUNCE, LIST}
    assert time.process_time() - begun < 5
