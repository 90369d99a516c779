"""One spelling per person, and who gets an answer (behaviour 6.1, 9.3)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontmate.channels import Handle, answer_recipients, normal_handle
from frontmate.conversation.message import Channel

HANDLES = [
    (Channel.EMAIL, "Ada@Example.COM", Handle("email", "ada@example.com")),
    (Channel.EMAIL, '"Love, Ada" <Ada@example.com>', Handle("email", "ada@example.com")),
    (Channel.EMAIL, " ada+shop@example.com ", Handle("email", "ada+shop@example.com")),
    (Channel.EMAIL, "mailto:ada@example.com", Handle("email", "ada@example.com")),
    (Channel.EMAIL, "Undisclosed", Handle("username", "Undisclosed")),
    (Channel.SMS, "+1 (415) 555-0100", Handle("phone", "+14155550100")),
    (Channel.SMS, "415-555-0100", Handle("phone", "+14155550100")),
    (Channel.SMS, "14155550100", Handle("phone", "+14155550100")),
    (Channel.SMS, "4915112345678", Handle("phone", "+4915112345678")),
    (Channel.SMS, "whatsapp:+4915112345678", Handle("phone", "+4915112345678")),
    (Channel.SMS, "7726", Handle("phone", "7726")),
    (Channel.SMS, "MYBANK", Handle("username", "MYBANK")),
    (Channel.PHONE, "tel:+14155550100", Handle("phone", "+14155550100")),
    (Channel.PHONE, "anonymous", Handle("username", "anonymous")),
    (Channel.CHAT, "visitor-9f3", Handle("username", "visitor-9f3")),
    (Channel.CHAT, "", Handle("username", "")),
]


@pytest.mark.parametrize(("channel", "handle", "expected"), HANDLES)
def test_a_handle_has_one_spelling(channel: Channel, handle: str, expected: Handle) -> None:
    assert normal_handle(channel, handle) == expected


def test_the_default_region_reads_local_numbers() -> None:
    assert normal_handle(Channel.SMS, "0151 12345678", "DE") == Handle("phone", "+4915112345678")


def test_an_address_typed_into_a_chat_is_not_the_mail_contact() -> None:
    handle = normal_handle(Channel.CHAT, "Ada@Example.com")
    assert handle == Handle("username", "ada@example.com")


def test_whatsapp_is_known_by_its_number() -> None:
    handle = normal_handle(Channel.CHAT, "+49 151 12345678", channel_name="whatsapp")
    assert handle == Handle("phone", "+4915112345678")


@given(st.sampled_from(Channel), st.text(max_size=400), st.sampled_from(["US", "de", "", "??"]))
def test_every_handle_is_read_and_stays_what_it_is(
    channel: Channel, handle: str, region: str
) -> None:
    once = normal_handle(channel, handle, region)
    assert len(once.value) <= 400
    if once.kind == "email":
        assert normal_handle(channel, once.value, region) == once


OURS = frozenset({"help@example.com", "Bob@example.com"})
RECIPIENTS = [
    ("Ada <Ada@x.example>", (), ()),
    ("ada@x.example", ("carl@x.example",), ("carl@x.example",)),
    ("ada@x.example", ("HELP@example.com", "bob@example.com"), ()),
    ("ada@x.example", ("ADA@x.example", "c@x.example", "C@X.example"), ("c@x.example",)),
    ("ada@x.example", ("", "not an address", "Carl <c@x.example>"), ("c@x.example",)),
]


@pytest.mark.parametrize(("sender", "cc", "copies"), RECIPIENTS)
def test_an_answer_goes_to_the_sender_and_the_contacts_own_copies(
    sender: str, cc: tuple[str, ...], copies: tuple[str, ...]
) -> None:
    assert answer_recipients(sender, cc, OURS) == (("ada@x.example",), copies)


addresses = st.sampled_from(
    ["a@x.y", "A@x.y", "b@x.y", "help@example.com", "bob@example.com", "no"]
)


@given(addresses, st.lists(addresses))
def test_nobody_is_written_twice_and_never_ourselves(sender: str, cc: list[str]) -> None:
    to, copies = answer_recipients(sender, cc, OURS)
    assert len(to) == 1
    assert len({*to, *copies}) == 1 + len(copies)
    assert not {address.lower() for address in OURS} & set(copies)
