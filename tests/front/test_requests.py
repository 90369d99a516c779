"""What we ask of Front is what its official description allows, save where facts say better."""

import re
from datetime import timedelta
from typing import Any

import jsonschema
import pytest

from frontmate.front import (
    NEEDED,
    Upload,
    contact_requests,
    draft_requests,
    file_requests,
    knowledge_requests,
    requests,
)
from frontmate.front.requests import Request
from frontmate.front.scopes import call_for
from tests.front.payloads import NOON, Json, from_shared

AUTHOR = "tea_bot"
FILES = (Upload("invoice.pdf", "application/pdf", b"%PDF"),)


def probing(scope: str) -> Request:
    request = call_for(scope)
    assert request is not None
    return request


REQUESTS: dict[str, Request] = {
    "look": requests.look("cnv_1"),
    "reply": requests.reply(
        "cnv_1",
        author=AUTHOR,
        body="<p>Hi</p>",
        text="Hi",
        to=["kim@shop.example"],
        cc=[],
        tag_ids=["tag_1"],
    ),
    "reply on chat": requests.reply(
        "cnv_1", author=AUTHOR, body="Hi", text=None, to=None, cc=None, tag_ids=[]
    ),
    "reply with a file": requests.reply(
        "cnv_1",
        author=AUTHOR,
        body="Hi",
        text=None,
        to=["kim@shop.example"],
        cc=["lee@shop.example"],
        tag_ids=[],
        attachments=FILES,
    ),
    "comment": requests.comment("cnv_1", author=AUTHOR, body="**note**"),
    "comment with a file": requests.comment("cnv_1", author=AUTHOR, body="n", attachments=FILES),
    "assign": requests.assign("cnv_1", "tea_ann"),
    "unassign": requests.assign("cnv_1", None),
    "unassign, second try": requests.assign("cnv_1", ""),
    "archive": requests.archive("cnv_1"),
    "add_tags": requests.add_tags("cnv_1", ["tag_1"]),
    "remove_tags": requests.remove_tags("cnv_1", ["tag_1"]),
    "write_draft": draft_requests.write_draft(
        "cnv_1",
        author=AUTHOR,
        body="<p>Hi</p>",
        channel="cha_1",
        to=["kim@shop.example"],
        cc=[],
        subject="Re: it",
    ),
    "write_draft without a channel": draft_requests.write_draft(
        "cnv_1", author=AUTHOR, body="Hi", channel=None, to=None, cc=None, subject=None
    ),
    "edit_draft": draft_requests.edit_draft(
        "msg_1", author=AUTHOR, body="Ho", channel="cha_1", version="3", to=["a@b.example"], cc=[]
    ),
    "edit_draft with a file": draft_requests.edit_draft(
        "msg_1",
        author=AUTHOR,
        body="Ho",
        channel="cha_1",
        version="3",
        to=None,
        cc=None,
        attachments=FILES,
    ),
    "delete_draft": draft_requests.delete_draft("msg_1", version="3"),
    "list_drafts": draft_requests.list_drafts("cnv_1"),
    "conversation_inboxes": requests.conversation_inboxes("cnv_1"),
    "recent_events": requests.recent_events(),
    "help_centers": knowledge_requests.help_centers(),
    "help_center_content": knowledge_requests.help_center_content("knb_1"),
    "list_articles": knowledge_requests.list_articles("knb_1"),
    "list_categories": knowledge_requests.list_categories("knb_1"),
    "category_content": knowledge_requests.category_content("kbc_1"),
    "article_content": knowledge_requests.article_content("kba_1", None),
    "article_content in French": knowledge_requests.article_content("kba_1", "fr"),
    **{f"whether {need.scope}": probing(need.scope) for need in NEEDED},
    "list_messages": requests.list_messages("cnv_1", limit=500),
    "list_comments": requests.list_comments("cnv_1"),
    "conversation_events": requests.conversation_events("cnv_1"),
    "get_message": requests.get_message("msg_1"),
    "get_message_by_uid": requests.get_message_by_uid("1eab543f84a0"),
    "get_event": requests.get_event("evt_1"),
    "list_events": requests.list_events(after=NOON, before=NOON + timedelta(hours=1)),
    "list_tags": requests.list_tags(),
    "next page": requests.at_page(requests.list_tags(), "abc"),
    "download": file_requests.download("fil_1"),
    "mail": file_requests.mail("msg_1"),
    "get_contact": contact_requests.get_contact("crd_1"),
    "get_contact_by_handle": contact_requests.get_contact_by_handle("email", "kim@shop.example"),
    "contact_conversations": contact_requests.contact_conversations("crd_1", limit=20),
    "create_tag": requests.create_tag("ai-replied"),
    "me": requests.me(),
    "teammates": requests.teammates(),
    "channels": requests.channels(),
    "inboxes": requests.inboxes(),
}
NOT_REPEATABLE = {
    "reply",
    "reply on chat",
    "reply with a file",
    "comment",
    "comment with a file",
    "create_tag",
    "write_draft",
    "write_draft without a channel",
    *(f"whether {one}" for one in ("messages:send", "comments:write", "drafts:write")),
}


@pytest.mark.parametrize("name", REQUESTS)
def test_every_call_is_in_the_official_description(name: str) -> None:
    request = REQUESTS[name]
    operation = from_shared("core-api.json")["paths"][request.template][request.method.lower()]
    scopes = operation.get("x-required-scopes")
    assert scopes == (None if request.scope is None else [request.scope])


@pytest.mark.parametrize("name", REQUESTS)
def test_every_body_fits_the_official_schema(name: str) -> None:
    request, api = REQUESTS[name], from_shared("core-api.json")
    operation = api["paths"][request.template][request.method.lower()]
    schema = _body_schema(api, operation)
    assert (schema is None) == (request.json is None)
    # Front's text says null, its schema string; and older texts want no channel for a draft.
    if schema is None or name in {"unassign", "write_draft without a channel"}:
        return
    jsonschema.Draft4Validator({**schema, "components": api["components"]}).validate(request.json)
    assert request.json is not None
    assert request.json.keys() <= _properties(api, schema)


@pytest.mark.parametrize("name", REQUESTS)
def test_every_parameter_is_in_the_official_description(name: str) -> None:
    request, api = REQUESTS[name], from_shared("core-api.json")
    operation = api["paths"][request.template][request.method.lower()]
    parameters = [_resolved(api, one) for one in operation.get("parameters", [])]
    allowed = {one["name"] for one in parameters if one["in"] == "query"}
    asked = {re.sub(r"\[.*", "", key) for key in request.params or {}}
    assert asked <= allowed


def _body_schema(api: Json, operation: Json) -> Json | None:
    body = operation.get("requestBody")
    if body is None:
        return None
    schema: Json = _resolved(api, body)["content"]["application/json"]["schema"]
    return schema


def _properties(api: Json, schema: Json) -> set[str]:
    found = _resolved(api, schema)
    inherited = [_properties(api, one) for one in found.get("allOf", ())]
    return set(found.get("properties", ())).union(*inherited)


def _resolved(api: Json, value: Json) -> Json:
    found: Any = value
    while "$ref" in found:
        path = found["$ref"].removeprefix("#/").split("/")
        found = api
        for key in path:
            found = found[key]
    assert isinstance(found, dict)
    return found


def test_what_could_speak_twice_is_not_repeatable() -> None:
    assert {name for name, request in REQUESTS.items() if not request.repeatable} == NOT_REPEATABLE


@pytest.mark.parametrize("name", ["reply", "reply on chat", "reply with a file"])
def test_a_reply_always_says_that_it_does_not_archive(name: str) -> None:
    json = REQUESTS[name].json
    assert json is not None
    assert json["options"]["archive"] is False
    assert json["author_id"] == AUTHOR


def test_a_reply_to_one_person_says_that_nobody_is_copied() -> None:
    json = REQUESTS["reply"].json
    assert json is not None
    assert (json["to"], json["cc"]) == (["kim@shop.example"], [])
    assert "bcc" not in json


def test_a_chat_reply_has_nothing_of_an_email() -> None:
    json = REQUESTS["reply on chat"].json
    assert json is not None
    assert not {"text", "to", "cc", "subject"} & json.keys()


def test_tags_are_never_replaced() -> None:
    for request in REQUESTS.values():
        if request.method in {"PATCH", "PUT"}:
            assert "tag_ids" not in (request.json or {})


def test_a_page_is_no_bigger_than_front_gives() -> None:
    assert REQUESTS["list_messages"].params == {"limit": "100"}
    assert requests.list_messages("cnv_1", limit=0).params == {"limit": "1"}


@pytest.mark.parametrize(
    ("id_", "path"),
    [
        ("cnv_1/../me", "/conversations/cnv_1%2F..%2Fme"),
        ("cnv_1?x=1#y", "/conversations/cnv_1%3Fx%3D1%23y"),
        ("%2e%2e", "/conversations/%252e%252e"),
        ("ü", "/conversations/%C3%BC"),
    ],
)
def test_an_id_stays_within_its_place_in_the_path(id_: str, path: str) -> None:
    assert requests.look(id_).path == path
    assert requests.look(id_).template == "/conversations/{conversation_id}"


@pytest.mark.parametrize("id_", ["", ".", ".."])
def test_what_climbs_to_another_path_is_no_id(id_: str) -> None:
    with pytest.raises(ValueError, match="not an id"):
        requests.look(id_)


def test_a_uid_is_asked_for_by_its_alias() -> None:
    assert REQUESTS["get_message_by_uid"].path == "/messages/alt:uid:1eab543f84a0"


@pytest.mark.parametrize(
    ("source", "handle", "path"),
    [
        ("email", "kim+x@shop.example", "/contacts/alt:email:kim%2Bx%40shop.example"),
        ("phone", "+4930123456", "/contacts/alt:phone:%2B4930123456"),
        ("custom", "a/b:c", "/contacts/alt:custom:a%2Fb%3Ac"),
        ("a/../b", "c", "/contacts/alt:a%2F..%2Fb:c"),
    ],
)
def test_a_contact_is_asked_for_by_its_handle(source: str, handle: str, path: str) -> None:
    request = contact_requests.get_contact_by_handle(source, handle)
    assert (request.path, request.template) == (path, "/contacts/{contact_id}")


@pytest.mark.parametrize("name", ["write_draft", "write_draft without a channel", "edit_draft"])
def test_a_draft_is_always_one_that_everybody_sees(name: str) -> None:
    json = REQUESTS[name].json
    assert json is not None
    assert json["mode"] == "shared"
    assert json["author_id"] == AUTHOR


def test_what_is_not_said_of_a_draft_is_left_to_front() -> None:
    json = REQUESTS["write_draft without a channel"].json
    assert json is not None
    assert json.keys() == {"author_id", "body", "mode"}


def test_every_permission_that_a_call_names_is_asked_for() -> None:
    """And nothing else: no admin should give more than is used. Contacts are not read yet."""
    named = {one.scope for name, one in REQUESTS.items() if not name.startswith("whether")}
    assert {need.scope for need in NEEDED} == named - {None, "contacts:read"}


@pytest.mark.parametrize("locale", ["..", "en/../..", "%2e%2e"])
def test_a_locale_stays_within_its_place_in_the_path(locale: str) -> None:
    try:
        path = knowledge_requests.article_content("kba_1", locale).path
    except ValueError:
        return
    assert path.count("/") == 5
    assert "/../" not in path
