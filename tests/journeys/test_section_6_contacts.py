"""Contacts: our own table, found by a normalised handle, linked to Front's."""

from typing import Any

from frontmate.store import reports
from tests.journeys.house import House

QUESTION = "How do I reset the dimmer?"


async def contact_of(house: House, conversation: str) -> Any:
    session = await house.session(conversation)
    assert session.contact is not None, "the session has no contact"
    found = await house.rows("select * from contacts where id = :id", id=session.contact)
    return found[0]


async def test_6_1_handle_and_name_come_from_the_first_message_of_the_session(
    house: House,
) -> None:
    conversation = await house.customer(QUESTION, handle="Kim.Doe@Shop.Example", name="Kim Doe")
    await house.until_replies(conversation, 1)
    contact = await contact_of(house, conversation)
    assert (contact.kind, contact.handle) == ("email", "kim.doe@shop.example")
    assert contact.name == "Kim Doe"


async def test_6_1_a_contact_is_linked_to_the_one_that_front_has(house: House) -> None:
    conversation = await house.customer(QUESTION)
    await house.until_replies(conversation, 1)
    sender = next(
        r
        for m in (await house.seen(conversation))["messages"]
        if m["is_inbound"]
        for r in m["recipients"]
        if r["role"] == "from"
    )
    contact = await contact_of(house, conversation)
    assert contact.front_id.startswith("crd_")
    assert sender["_links"]["related"]["contact"].endswith(contact.front_id)


async def test_6_1_a_known_address_is_the_same_contact_whatever_its_spelling(
    house: House,
) -> None:
    first = await house.customer(QUESTION, handle="kim@shop.example", name="Kim")
    await house.until_replies(first, 1)
    second = await house.customer("How long is shipping?", handle="KIM@shop.example", name="Kim D.")
    await house.until_replies(second, 1)
    assert (await contact_of(house, first)).id == (await contact_of(house, second)).id


async def test_6_1_a_text_message_is_known_by_its_number_in_e164(house: House) -> None:
    first = await house.customer(QUESTION, channel="sms", handle="(202) 555-0123")
    second = await house.customer(
        "Do you ship to Austria?", channel="sms", handle="+1 202-555-0123"
    )
    await house.until_quiet()
    contact = await contact_of(house, first)
    assert (contact.kind, contact.handle) == ("phone", "+12025550123")
    assert (await contact_of(house, second)).id == contact.id


async def test_6_1_a_chat_visitor_is_known_by_the_username(house: House) -> None:
    conversation = await house.customer(QUESTION, channel="chat", handle="visitor-77", name="Kim")
    await house.until_replies(conversation, 1)
    contact = await contact_of(house, conversation)
    assert (contact.kind, contact.handle) == ("username", "visitor-77")


async def test_6_1_somebody_else_in_the_conversation_does_not_become_its_contact(
    house: House,
) -> None:
    conversation = await house.customer(QUESTION, handle="kim@shop.example")
    await house.until_replies(conversation, 1)
    await house.customer(
        "Send the refund to me instead.", conversation=conversation, handle="eve@other.example"
    )
    await house.until_quiet()
    assert (await contact_of(house, conversation)).handle == "kim@shop.example"


async def test_6_1_nothing_is_written_to_the_contacts_of_front(house: House) -> None:
    conversation = await house.customer(QUESTION, handle="new@shop.example", name="New")
    await house.until_replies(conversation, 1)
    await house.until_quiet()
    touched = [r for r in await house.journal("request") if r["path"].startswith("/contacts")]
    assert [r for r in touched if r["method"] != "GET"] == []


async def test_6_2_every_session_has_its_contact_so_earlier_ones_are_found(house: House) -> None:
    conversations = []
    for number, words in enumerate((QUESTION, "How long is shipping?", "Can I return a lamp?"), 1):
        conversation = await house.customer(words, handle="kim@shop.example", name="Kim")
        await house.until_replies(conversation, 1)
        conversations.append(conversation)
        contact = await contact_of(house, conversation)
        linked = await house.rows(
            "select c.front_id from sessions s join conversations c on c.id = s.conversation"
            " where s.contact = :contact order by s.id",
            contact=contact.id,
        )
        assert [row.front_id for row in linked] == conversations
        assert len(linked) == number
    unlinked = await house.rows("select id from sessions where contact is null")
    assert unlinked == []


async def one_person_at_front(house: House, *handles: tuple[str, str]) -> str:
    listed = [{"source": source, "handle": handle} for source, handle in handles]
    done = await house.control("contact", name="Kim", handles=listed)
    return str(done["contact"])


async def test_6_2_handles_that_front_holds_for_one_person_have_one_past(house: House) -> None:
    known = await one_person_at_front(
        house, ("email", "kim@shop.example"), ("phone", "+12025550123")
    )
    mailed = await house.customer(QUESTION, handle="kim@shop.example", name="Kim")
    await house.until_replies(mailed, 1)
    texted = await house.customer(
        "I want to talk to a human.", channel="sms", handle="+1 202-555-0123"
    )
    await house.until_reason(texted, "handed_off")
    await house.until_quiet()
    first, second = await contact_of(house, mailed), await contact_of(house, texted)
    assert (first.kind, second.kind) == ("email", "phone")
    assert first.front_id == second.front_id == known
    (note,) = await house.comments(texted)
    assert "Earlier conversations: 1." in note
    assert QUESTION in note
    async with house.app.engine.begin() as db:
        session = await house.session(texted)
        line = (await reports.sessions_by_id(db, [session.id], quiet=()))[session.id]
        others = await reports.related(db, line, quiet=())
    assert [one.front_id for one in others] == [mailed]


async def test_6_2_a_second_address_of_the_contact_is_no_third_party(house: House) -> None:
    await one_person_at_front(house, ("email", "kim@shop.example"), ("email", "kim@home.example"))
    conversation = await house.customer(QUESTION, handle="kim@shop.example", name="Kim")
    await house.until_replies(conversation, 1)
    again = "Can I return a lamp?"
    await house.customer(again, conversation=conversation, handle="kim@home.example")
    replies = await house.until_replies(conversation, 2)
    to = [r["handle"] for r in replies[1]["recipients"] if r["role"] == "to"]
    assert to == ["kim@home.example"]
    assert (await contact_of(house, conversation)).handle == "kim@shop.example"
    await house.customer(again, conversation=conversation, handle="eve@other.example")
    await house.until_reason(conversation, "third_party")


async def test_6_2_whoever_front_does_not_hold_to_be_one_person_stays_two(house: House) -> None:
    mailed = await house.customer(QUESTION, handle="kim@shop.example", name="Kim")
    await house.until_replies(mailed, 1)
    texted = await house.customer(
        "I want to talk to a human.", channel="sms", handle="+12025550125", name="Kim"
    )
    await house.until_reason(texted, "handed_off")
    await house.until_quiet()
    (note,) = await house.comments(texted)
    assert "Earlier conversations" not in note


async def test_6_1_a_number_without_a_country_is_read_by_the_policys(house: House) -> None:
    await house.set_policy(default_region="DE")
    conversation = await house.customer(QUESTION, channel="sms", handle="0151 23456789")
    await house.until_replies(conversation, 1)
    assert (await contact_of(house, conversation)).handle == "+4915123456789"


async def test_6_2_the_agent_knows_what_earlier_sessions_were_about(house: House) -> None:
    first = await house.customer("How do I reset the dimmer?", handle="kim@shop.example")
    await house.until_replies(first, 1)
    second = await house.customer("I want to talk to a human.", handle="kim@shop.example")
    await house.until_reason(second, "handed_off")
    await house.until_quiet()
    (note,) = await house.comments(second)
    assert "Earlier conversations: 1." in note
    assert "How do I reset the dimmer?" in note
