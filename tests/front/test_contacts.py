"""Contacts: who a handle belongs to, by Front's own account (facts 1.3)."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from frontmate.front import Forbidden, FrontContact, Handle, NotFound
from frontmate.front.contacts import read_contact
from tests.front.doubles import BASE, refuses, rig, says
from tests.front.payloads import conversation
from tests.front.stand_in import Front, standing_in

KIM = {
    "id": "crd_1",
    "name": "Kim",
    "handles": [
        {"handle": "kim@shop.example", "source": "email"},
        {"handle": "+4930123456", "source": "phone"},
        {"handle": "kim", "source": "carrier_pigeon"},
        {"handle": "", "source": "email"},
        {"source": "email"},
        {"handle": "nowhere"},
        None,
    ],
    "is_private": False,
}


@pytest.fixture
async def front() -> AsyncIterator[Front]:
    async with standing_in() as front:
        yield front


def test_a_contact_keeps_every_handle_even_of_a_source_that_is_new() -> None:
    assert read_contact(KIM) == FrontContact(
        id="crd_1",
        name="Kim",
        handles=(
            Handle("email", "kim@shop.example"),
            Handle("phone", "+4930123456"),
            Handle("carrier_pigeon", "kim"),
            Handle("", "nowhere"),
        ),
        private=False,
    )


@pytest.mark.parametrize("odd", [{}, {"handles": 7, "name": []}, {"is_private": "yes"}])
def test_a_contact_that_says_nothing_is_nobody_with_nothing(odd: dict[str, Any]) -> None:
    assert read_contact(odd) == FrontContact("", "", (), private=False)


async def test_a_handle_is_asked_for_as_one_part_of_the_path() -> None:
    it = rig([says(KIM)])
    found = await it.client.contact_of("email", "kim+x@shop.example")
    assert found is not None
    assert found.id == "crd_1"
    assert str(it.script.asked[0].url) == f"{BASE}/contacts/alt:email:kim%2Bx%40shop.example"


async def test_a_handle_of_nobody_is_no_surprise() -> None:
    it = rig([refuses(404)])
    assert await it.client.contact_of("email", "new@shop.example") is None


async def test_a_contact_that_is_gone_is_not_found() -> None:
    with pytest.raises(NotFound):
        await rig([refuses(404)]).client.contact("crd_gone")


async def test_a_token_that_may_not_read_contacts_says_so() -> None:
    with pytest.raises(Forbidden) as refused:
        await rig([refuses(403)]).client.contact_of("email", "kim@shop.example")
    assert refused.value.scope == "contacts:read"


async def test_a_contacts_conversations_come_newest_first() -> None:
    it = rig([says({"_results": [conversation(id="cnv_2"), conversation(id="cnv_1")]})])
    found = await it.client.contact_conversations("crd_1", limit=20)
    assert [one.id for one in found] == ["cnv_2", "cnv_1"]
    assert str(it.script.asked[0].url) == f"{BASE}/contacts/crd_1/conversations?limit=20"


async def test_two_handles_of_one_person_lead_to_one_contact(front: Front) -> None:
    id_ = front.customer(handle="kim@shop.example", name="Kim")
    (message,) = await front.client.messages(id_)
    assert message.sender is not None
    contact = await front.client.contact(message.sender.contact or "")
    assert (contact.name, contact.handles) == ("Kim", (Handle("email", "kim@shop.example"),))
    phone = {"source": "phone", "handle": "+4930123456"}
    await front.post(f"/contacts/{contact.id}/handles", phone)
    by_email = await front.client.contact_of("email", "kim@shop.example")
    by_phone = await front.client.contact_of("phone", "+4930123456")
    assert by_email == by_phone
    assert by_phone is not None
    assert set(by_phone.handles) == {
        Handle("email", "kim@shop.example"),
        Handle("phone", "+4930123456"),
    }
    assert await front.client.contact_of("email", "nobody@shop.example") is None
    texted = front.customer(handle="+4930123456", channel="sms")
    found = await front.client.contact_conversations(contact.id)
    assert {one.id for one in found} == {id_, texted}
