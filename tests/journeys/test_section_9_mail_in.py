"""Behaviour, section 9.3, mail that comes in: whose words it holds, and which of them are new."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.journeys.house import House
from tests.journeys.said import DIMMER, RETURNS, SHIPPING

pytestmark = pytest.mark.asyncio(loop_scope="module")

MIA = "mia@example.com"
ROLES = ("to", "cc")
FORM = "no-reply@forms.example"


@pytest_asyncio.fixture(loop_scope="module")
async def house(one_house: House) -> AsyncIterator[House]:
    yield one_house
    await one_house.tidy()


def forwarded(words: str, above: str = "") -> str:
    return (
        f"{above}\n\n---------- Forwarded message ---------\n"
        "From: Ada Love <ada@shop.example>\nDate: Mon, Nov 23, 2026 at 9:12 AM\n"
        f"Subject: Lamp\nTo: Mia <{MIA}>\n\n{words}\n"
    )


async def recipients(house: House, conversation: str) -> tuple[list[str], list[str]]:
    (reply,) = await house.replies(conversation)
    to, cc = ([r["handle"] for r in reply["recipients"] if r["role"] == role] for role in ROLES)
    return to, cc


async def last(house: House, conversation: str) -> str:
    return (await house.history(conversation))[-1][0]


async def test_9_3_a_mail_that_a_colleague_passed_on_is_the_customers(house: House) -> None:
    conversation = await house.customer(
        forwarded(DIMMER), handle=MIA, name="Mia", subject="Fwd: Lamp", cc=["bob@else.example"]
    )
    (reply,) = await house.until_replies(conversation, 1)
    assert "Hello Ada Love" in reply["text"]
    assert await recipients(house, conversation) == (["ada@shop.example"], [])


async def test_9_3_a_colleague_who_adds_words_is_left_alone(house: House) -> None:
    conversation = await house.customer(
        forwarded(DIMMER, "Do not answer this one, please."),
        handle=MIA,
        name="Mia",
        subject="Fwd: Lamp",
    )
    await house.until_quiet()
    assert await last(house, conversation) == "own_address"
    assert await house.replies(conversation) == []


async def test_9_3_a_listed_form_is_answered_to_its_reply_to(house: House) -> None:
    await house.set_policy(form_senders=frozenset({FORM}))
    conversation = await house.customer(
        f"Name: Ben\nEmail: ben@shop.example\nMessage: {RETURNS}",
        handle=FORM,
        name="Lamp forms",
        reply_to="ben@shop.example",
        headers={"Auto-Submitted": "auto-generated"},
    )
    (reply,) = await house.until_replies(conversation, 1)
    assert "forms" not in reply["text"]
    assert await recipients(house, conversation) == (["ben@shop.example"], [])


async def test_9_3_a_form_that_names_several_goes_to_a_person(house: House) -> None:
    await house.set_policy(form_senders=frozenset({FORM}))
    conversation = await house.customer(
        f"Email: ben@shop.example\nOr: eve@evil.example\nMessage: {RETURNS}",
        handle=FORM,
        name="Lamp forms",
    )
    await house.until_quiet()
    assert await house.replies(conversation) == []
    assert "cannot_read" in [entry[0] for entry in await house.history(conversation)]


async def test_9_3_a_form_that_is_not_listed_stays_a_machine(house: House) -> None:
    conversation = await house.customer(
        RETURNS, handle=FORM, name="Lamp forms", reply_to="eve@evil.example"
    )
    await house.until_quiet()
    assert await last(house, conversation) == "auto_reply"


async def test_9_3_reply_to_is_obeyed_within_the_senders_own_domain_only(house: House) -> None:
    within = await house.customer(
        SHIPPING, handle="cy@firm.example", name="Cy", reply_to="orders@firm.example"
    )
    without = await house.customer(
        SHIPPING, handle="di@firm.example", name="Di", reply_to="eve@evil.example"
    )
    await house.until_replies(within, 1)
    await house.until_replies(without, 1)
    assert await recipients(house, within) == (["cy@firm.example"], ["orders@firm.example"])
    assert await recipients(house, without) == (["di@firm.example"], [])


async def test_9_3_history_signature_and_hidden_words_are_not_read(house: House) -> None:
    conversation = await house.customer(
        f"{DIMMER} {RETURNS}",
        html=f"<div>{DIMMER}<span style='display:none'>{RETURNS}</span></div><div>-- <br>Flo</div>"
        "<div class='gmail_quote'>On Mon, Nov 23, 2026 at 9:12 AM Lamp &lt;support@example.com&gt;"
        f" wrote:<blockquote>{SHIPPING}</blockquote></div>",
        name="Flo",
        subject="Lamp",
    )
    (reply,) = await house.until_replies(conversation, 1)
    assert "ten seconds" in reply["text"]
