"""Contacts: handles, aliases, notes, merges, and the conversations that are theirs."""

from typing import Any

import pytest

from tests.simulator.conftest import Front

KIM = {"handle": "kim@example.org", "source": "email"}
PHONE = {"handle": "+12025550123", "source": "phone"}


async def made(front: Front, *handles: dict[str, str], **more: Any) -> str:
    body = {"name": "Kim Doe", "handles": list(handles)} | more
    answer = await front.api.post("/contacts", json=body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def read(front: Front, key: str) -> dict[str, Any]:
    answer = await front.api.get(f"/contacts/{key}")
    assert answer.status_code == 200, answer.text
    contact: dict[str, Any] = answer.json()
    return contact


async def conversations(front: Front, key: str) -> list[str]:
    answer = await front.api.get(f"/contacts/{key}/conversations")
    return [c["id"] for c in answer.json()["_results"]]


async def test_a_contact_is_found_by_each_of_its_handles(front: Front) -> None:
    twitter = {"handle": "kimtweets", "source": "twitter"}
    kim = await made(front, KIM, PHONE, twitter)
    for key in (
        "alt:email:KIM@example.org",
        "alt:email:kim%40example.org",
        "alt:phone:+12025550123",
        "alt:phone:%2B1%20202-555-0123",
        "alt:twitter:kimtweets",
    ):
        assert (await read(front, key))["id"] == kim, key
    for key in (
        "alt:email:no@example.org",
        "alt:custom:kimtweets",
        "alt:uid:x",
        "alt:x",
        "crd_none",
    ):
        assert (await front.api.get(f"/contacts/{key}")).status_code == 404, key


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("+49 30 1234567", "+49301234567"),
        ("(202) 555-0123", "+12025550123"),
        ("2025550123", "+12025550123"),
    ],
)
async def test_a_phone_number_without_a_country_is_american(
    front: Front, given: str, kept: str
) -> None:
    kim = await made(front, {"handle": given, "source": "phone"})
    assert (await read(front, kim))["handles"] == [{"handle": kept, "source": "phone"}]
    again = await front.api.post(
        "/contacts", json={"handles": [{"handle": kept, "source": "phone"}]}
    )
    assert again.status_code == 409


async def test_a_handle_belongs_to_one_contact_at_most(front: Front) -> None:
    kim, sam = await made(front, KIM), await made(front, PHONE)
    taken = await front.api.post(f"/contacts/{sam}/handles", json=KIM)
    assert taken.status_code == 409
    assert taken.json()["_error"]["details"] == [f"handle: {kim} has it"]
    assert (await front.api.post("/contacts", json={"handles": [KIM]})).status_code == 409
    own = await front.api.post(f"/contacts/{kim}/handles", json=KIM)
    assert own.status_code == 204
    assert (await read(front, kim))["handles"] == [KIM]


async def test_handles_come_and_go_and_the_last_one_by_force(front: Front) -> None:
    kim = await made(front, KIM)
    handles = f"/contacts/{kim}/handles"
    assert (await front.api.post(handles, json=PHONE)).status_code == 204
    assert (await front.api.request("DELETE", handles, json=KIM)).status_code == 204
    assert (await read(front, "alt:phone:+12025550123"))["handles"] == [PHONE]
    assert (await front.api.get("/contacts/alt:email:kim@example.org")).status_code == 404
    assert (await front.api.request("DELETE", handles, json=KIM)).status_code == 400
    assert (await front.api.request("DELETE", handles, json=PHONE)).status_code == 400
    forced = await front.api.request("DELETE", handles, json=PHONE | {"force": True})
    assert forced.status_code == 204
    assert (await front.api.get(f"/contacts/{kim}")).status_code == 404


async def test_a_contact_is_changed_and_its_custom_fields_are_a_whole_set(front: Front) -> None:
    kim = await made(front, KIM, custom_fields={"Plan": "gold", "Since": 2020})
    body = {"name": "Kim D.", "list_names": ["VIP", "VIP"], "custom_fields": {"Plan": "tin"}}
    assert (await front.api.patch(f"/contacts/{kim}", json=body)).status_code == 204
    await front.api.patch(
        f"/contacts/{kim}", json={"custom_fields": {}, "description": "likes lids"}
    )
    found = await read(front, kim)
    assert (found["name"], found["description"]) == ("Kim D.", "likes lids")
    assert found["custom_fields"] == {"Plan": "tin"}
    assert [one["name"] for one in found["lists"]] == ["VIP"]
    other = await made(front, PHONE, list_names=["VIP"])
    assert (await read(front, other))["lists"] == found["lists"]


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({}, "handles: missing"),
        ({"handles": []}, "handles: at least one"),
        ({"handles": [{"handle": "x"}]}, "handles[0].source: missing"),
        ({"handles": [{"handle": "x", "source": "fax"}]}, "handles[0].source: one of"),
        ({"handles": [{"handle": " ", "source": "email"}]}, "handles[0].handle: empty"),
        ({"handles": [KIM], "name": 5}, "name: string"),
        ({"handles": [KIM], "avatar": "x"}, "avatar: file expected"),
    ],
)
async def test_a_contact_is_not_made_like_that(
    front: Front, body: dict[str, object], named: str
) -> None:
    answer = await front.api.post("/contacts", json=body)
    assert answer.status_code == 400
    assert answer.json()["_error"]["details"][0].startswith(named)
    assert (await front.api.get("/contacts")).json()["_results"] == []


async def test_notes_are_listed_newest_first_under_a_strange_status(front: Front) -> None:
    notes = f"/contacts/{await made(front, KIM)}/notes"
    for body in ("first", "second"):
        answer = await front.api.post(notes, json={"body": body, "author_id": "tea_1mia"})
        assert (answer.status_code, answer.json()["author"]["username"]) == (201, "mia")
    listed = await front.api.get(notes)
    assert listed.status_code == 202
    assert [note["body"] for note in listed.json()["_results"]] == ["second", "first"]
    nobody = await front.api.post(notes, json={"body": "x"})
    assert nobody.json()["_error"]["details"] == ["author_id: missing"]


async def test_the_conversations_of_a_contact_are_all_in_which_it_has_a_part(front: Front) -> None:
    first = await front.customer(name="Kim", handle="kim@example.org")
    second = await front.customer("sms", channel="sms", name="Kim", handle="+12025550123")
    kim = (await read(front, "alt:email:kim@example.org"))["id"]
    copied = await front.customer(name="Sam", handle="sam@example.org", cc=["kim@example.org"])
    assert await conversations(front, kim) == [copied, first]
    assert await conversations(front, "alt:phone:+12025550123") == [second]
    await front.act("archive", conversation=copied)
    open_ones = await front.api.get(
        f"/contacts/{kim}/conversations", params={"q[statuses][]": "unassigned"}
    )
    assert [c["id"] for c in open_ones.json()["_results"]] == [first]


async def test_merged_contacts_are_one_with_all_they_had(front: Front) -> None:
    by_mail = await front.customer(name="Kim", handle="kim@example.org")
    by_sms = await front.customer("hi", channel="sms", name="K", handle="+12025550123")
    mail = (await read(front, "alt:email:kim@example.org"))["id"]
    phone = (await read(front, "alt:phone:+12025550123"))["id"]
    await front.api.patch(f"/contacts/{mail}", json={"description": "by mail"})
    await front.api.patch(f"/contacts/{phone}", json={"description": "by phone"})
    answer = await front.api.post(
        "/contacts/merge", json={"target_contact_id": mail, "contact_ids": [phone]}
    )
    assert answer.status_code == 200
    one = answer.json()
    assert (one["id"], one["name"], one["handles"]) == (mail, "Kim", [KIM, PHONE])
    assert one["description"] == "by mail\nby phone"
    assert (await front.api.get(f"/contacts/{phone}")).status_code == 404
    assert await conversations(front, mail) == [by_sms, by_mail]
    shown = (await front.api.get(f"/conversations/{by_sms}")).json()["recipient"]
    assert shown["_links"]["related"]["contact"] == f"{front.url}/contacts/{mail}"


@pytest.mark.parametrize("ids", [[], ["crd_none"], ["crd_none", "crd_neither"]])
async def test_contacts_are_not_merged_like_that(front: Front, ids: list[str]) -> None:
    answer = await front.api.post("/contacts/merge", json={"contact_ids": ids})
    assert answer.status_code == 400


async def test_whoever_is_deleted_stays_in_what_was_written_and_comes_back_as_another(
    front: Front,
) -> None:
    id_ = await front.customer(name="Kim", handle="kim@example.org")
    kim = (await read(front, "alt:email:kim@example.org"))["id"]
    assert (await front.api.delete(f"/contacts/{kim}")).status_code == 204
    recipient = (await front.api.get(f"/conversations/{id_}")).json()["recipient"]
    assert (recipient["handle"], recipient["_links"]["related"]["contact"]) == (
        "kim@example.org",
        None,
    )
    await front.customer("again", conversation=id_)
    assert (await read(front, "alt:email:kim@example.org"))["id"] != kim
    assert (await front.control.get(f"/c/{id_}")).status_code == 200


async def test_contacts_are_listed_by_when_they_came_or_changed(front: Front) -> None:
    kim, sam = await made(front, KIM), await made(front, PHONE)
    await front.act("time", advance=10)
    await front.api.patch(f"/contacts/{kim}", json={"name": "Kim"})

    async def listed(query: str) -> list[str]:
        answer = await front.api.get(f"/contacts?{query}")
        assert answer.status_code == 200, answer.text
        return [one["id"] for one in answer.json()["_results"]]

    assert await listed("") == [sam, kim]
    assert await listed("sort_order=asc") == [kim, sam]
    assert await listed("sort_by=updated_at") == [kim, sam]
    now = front.simulator.desk.workspace.now()
    assert await listed(f"q[updated_after]={now - 5}") == [kim]
    assert await listed(f"q[updated_before]={now - 5}") == [sam]
    assert (await front.api.get("/contacts?sort_by=name")).status_code == 400


async def test_behind_the_scenes_contacts_get_handles_and_are_joined(front: Front) -> None:
    kim = await front.act("contact", name="Kim", handles=[KIM])
    more = await front.act("contact", contact="alt:email:kim@example.org", handles=[PHONE])
    assert more == {"contact": kim["contact"], "name": "Kim", "handles": [KIM, PHONE]}
    sam = await front.act("contact", name="Sam", handles=[{"handle": "sam@example.org"}])
    moved = await front.act("contact", contact=sam["contact"], handles=[PHONE])
    assert [h["source"] for h in moved["handles"]] == ["email", "phone"]
    assert (await read(front, kim["contact"]))["handles"] == [KIM]
    await front.act("merge_contacts", **{"from": sam["contact"], "into": kim["contact"]})
    assert len((await read(front, kim["contact"]))["handles"]) == 3
    for wrong in (
        {"name": "Nobody"},
        {"contact": "crd_none", "handles": [KIM]},
        {"handles": [{"handle": ""}]},
        {"handles": "x"},
    ):
        answer = await front.control.post("/_control/contact", json=wrong)
        assert answer.status_code == 400, wrong
