"""Every event of Front's, in our words; nothing raises."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frontmate.conversation.session import NOBODY, Assignee, By, Who
from frontmate.front import What, translate
from tests.front.payloads import (
    ANN,
    INBOXES,
    ME,
    NOON,
    Json,
    by,
    event,
    from_shared,
    inbound,
    inbox,
    message,
    outbound,
    preview,
    teammate,
)

RULE = by("rule", {"id": "rul_1", "name": "Night shift"})
SYSTEM = by("api")
COMMENT = by("comment", {"id": "com_1", "body": "call Kim on 555"})
TAG = by("tag", {"id": "tag_1", "name": "Urgent"})
LINK = by("link", {"id": "top_1", "name": "Bug 7"})
BOUNCED = by("message", message(inbound=False, error_type="bounced_hard"))

CORE: list[tuple[str, Json, Json | None, What, str]] = [
    ("inbound", INBOXES, by("message", message()), What.MESSAGE_RECEIVED, ""),
    ("outbound", INBOXES, by("message", message(inbound=False)), What.MESSAGE_SENT, ""),
    ("out_reply", INBOXES, by("message", message(inbound=False)), What.MESSAGE_SENT, ""),
    ("sending_error", by("recipient"), BOUNCED, What.DELIVERY_FAILED, "bounced_hard"),
    (
        "message_bounce_error",
        by("recipient"),
        by("message", message(inbound=False)),
        What.DELIVERY_FAILED,
        "bounced",
    ),
    ("archive", ANN, None, What.ARCHIVED, ""),
    ("reminder", by("reminder"), None, What.SNOOZE_ENDED, ""),
    ("assign", ANN, by("teammate", teammate("tea_bob")), What.ASSIGNED, ""),
    ("unassign", ANN, None, What.UNASSIGNED, ""),
    ("trash", ANN, None, What.TRASHED, ""),
    ("conversations_merged", ANN, by("deleted_conversation_ids", ["cnv_0"]), What.MERGED, ""),
    ("reopen", RULE, None, What.RECORDED, "reopened"),
    ("restore", ANN, None, What.RECORDED, "restored"),
    ("move", ANN, by("inboxes", [inbox("inb_2", "Sales")]), What.RECORDED, "moved: Sales"),
    ("forward", ANN, by("message", message()), What.RECORDED, "forwarded"),
    ("comment", ANN, COMMENT, What.RECORDED, "commented"),
    ("mention", ANN, COMMENT, What.RECORDED, "mentioned"),
    ("tag", ANN, TAG, What.RECORDED, "tag_added: Urgent"),
    ("untag", RULE, TAG, What.RECORDED, "tag_removed: Urgent"),
    ("link_added", ANN, LINK, What.RECORDED, "link_added: Bug 7"),
    ("link_removed", ANN, LINK, What.RECORDED, "link_removed: Bug 7"),
    ("custom_field_updated", ANN, by("custom_field"), What.RECORDED, "custom_field_changed"),
    ("macro_triggered", ANN, None, What.RECORDED, "macro_run"),
    ("topic_identified", SYSTEM, None, What.RECORDED, "topic_identified"),
    ("ticket_status_update", ANN, None, What.RECORDED, "ticket_status_changed"),
    ("call_hangup", ANN, None, What.RECORDED, "call_ended"),
    (
        "call_voicemail_transcript_added",
        SYSTEM,
        None,
        What.TRANSCRIBED,
        "voicemail_transcript_added",
    ),
    ("brand_new_thing", ANN, None, What.RECORDED, "unknown: brand_new_thing"),
]


@pytest.mark.parametrize(
    ("type_", "source", "target", "what", "detail"), CORE, ids=[row[0] for row in CORE]
)
def test_every_core_type_has_a_word_of_ours(
    type_: str, source: Json, target: Json | None, what: What, detail: str
) -> None:
    found = translate(event(type_, source, target), ME)
    assert (found.what, found.detail) == (what, detail)
    assert (found.id, found.at, found.conversation.id) == ("evt_1", NOON, "cnv_1")
    assert found.complete


OUTER = [
    ("inbound_received", "inbound", What.MESSAGE_RECEIVED),
    ("outbound_sent", "out_reply", What.MESSAGE_SENT),
    ("message_delivery_failed", "sending_error", What.DELIVERY_FAILED),
    ("conversation_archived", "archive", What.ARCHIVED),
    ("conversation_reopened", "reopen", What.RECORDED),
    ("conversation_deleted", "trash", What.TRASHED),
    ("conversation_restored", "restore", What.RECORDED),
    ("conversation_snoozed", "archive", What.SNOOZED),
    ("conversation_snooze_expired", "reminder", What.SNOOZE_ENDED),
    ("conversation_moved", "move", What.RECORDED),
    ("assignee_changed", "assign", What.ASSIGNED),
    ("assignee_changed", "unassign", What.UNASSIGNED),
    ("new_comment_added", "mention", What.RECORDED),
    ("tag_added", "tag", What.RECORDED),
    ("tag_removed", "untag", What.RECORDED),
]


@pytest.mark.parametrize(("outer", "core", "what"), OUTER)
def test_the_outer_name_agrees_with_the_core_name(outer: str, core: str, what: What) -> None:
    assert translate(event(core), ME, outer_type=outer).what is what


@pytest.mark.parametrize(("outer", "core", "what"), [row for row in OUTER if row[1] != "unassign"])
def test_the_outer_name_alone_is_enough(outer: str, core: str, what: What) -> None:
    bare = event("", ANN, by("teammate", teammate()))
    assert translate(bare, ME, outer_type=outer).what is what


def test_a_changed_assignee_that_names_nobody_is_unassigned() -> None:
    assert translate(event(""), ME, outer_type="assignee_changed").what is What.UNASSIGNED


def test_every_type_of_the_official_description_is_known() -> None:
    types = from_shared("core-api.json")["components"]["schemas"]["EventResponse"]["properties"]
    assert len(types["type"]["enum"]) > 30
    for type_ in types["type"]["enum"]:
        assert not translate(event(type_), ME).detail.startswith("unknown")


def test_an_archive_with_a_reminder_is_a_snooze() -> None:
    snoozed = event("archive", status="archived", scheduled_reminders=[{"scheduled_at": 1.0}])
    found = translate(snoozed, ME, outer_type="conversation_archived")
    assert found.what is What.SNOOZED
    assert found.conversation.parked


BY = [
    (by("teammate", teammate()), By.TEAMMATE, "tea_ann"),
    (by("teammate", teammate("tea_bot")), By.AI, "tea_bot"),
    (by("teammate", teammate("tea_r", type="rule")), By.RULE, "tea_r"),
    (by("teammate", teammate("tea_x", type="api")), By.API, "tea_x"),
    (by("teammate", teammate("tea_x", type="ai")), By.API, "tea_x"),
    (by("teammate", teammate("tea_m", type="macro")), By.TEAMMATE, "tea_m"),
    (RULE, By.RULE, "rul_1"),
    (SYSTEM, By.API, None),
    (by("oauth_client"), By.API, None),
    (INBOXES, By.UNKNOWN, None),
    (by("gmail"), By.UNKNOWN, None),
    (by("imap"), By.UNKNOWN, None),
    (by("recipient"), By.UNKNOWN, None),
    (by("reminder"), By.UNKNOWN, None),
    (by("something_new"), By.UNKNOWN, None),
]


@pytest.mark.parametrize(("source", "who", "actor"), BY)
def test_who_did_it_is_read_off_the_source(source: Json, who: By, actor: str | None) -> None:
    found = translate(event("archive", source), ME)
    assert (found.by, found.actor) == (who, actor)


@pytest.mark.parametrize("source", ["inboxes", "gmail", "imap", "recipient"])
def test_the_customer_is_the_one_who_writes_in(source: str) -> None:
    assert translate(event("inbound", by(source), None), ME).by is By.CUSTOMER


def test_a_message_event_knows_its_inboxes() -> None:
    twice = by("inboxes", [inbox("inb_1"), inbox("inb_2"), None, {"id": 3}])
    found = translate(event("inbound", twice, by("message", message())), ME)
    assert found.conversation.inboxes == {"inb_1", "inb_2"}


def test_a_received_message_comes_along() -> None:
    found = translate(inbound(id_="msg_9"), ME)
    assert found.message is not None
    assert (found.message.id, found.message.inbound, found.target) == ("msg_9", True, "msg_9")


def test_an_assignment_to_the_ai_says_so() -> None:
    found = translate(event("assign", RULE, by("teammate", teammate("tea_bot"))), ME)
    assert found.assignee == Assignee(Who.AI, "tea_bot")
    assert found.by is By.RULE


def test_an_assignment_without_a_target_is_the_conversations() -> None:
    assigned = event("assign", assignee=teammate("tea_bob"), status="assigned")
    assert translate(assigned, ME).assignee == Assignee(Who.PERSON, "tea_bob")


def test_an_assignment_that_names_nobody_is_a_persons() -> None:
    assert translate(event("assign"), ME).assignee == Assignee(Who.PERSON)


def test_an_unassignment_names_nobody() -> None:
    assert translate(event("unassign"), ME).assignee is None


@pytest.mark.parametrize(
    "gone",
    [["cnv_2", "cnv_3"], [{"id": "cnv_2"}, {"id": "cnv_3"}], {"ids": ["cnv_2", "cnv_3"]}],
)
def test_a_merge_names_what_was_merged(gone: Any) -> None:
    merged = event("conversations_merged", ANN, by("deleted_conversation_ids", gone))
    assert translate(merged, ME).merged_from == ("cnv_2", "cnv_3")


def test_a_comments_words_are_not_in_the_detail() -> None:
    found = translate(event("comment", ANN, COMMENT), ME)
    assert "555" not in found.detail
    assert found.target == "com_1"


PREVIEWS = [
    preview("assign", "rule", "rul_1", "teammate", "tea_bot"),
    preview("inbound", "inboxes", "inb_1", "message", "msg_1"),
    {"id": "evt_1", "type": "archive", "conversation": {"_links": {}, "id": "cnv_1"}},
]


@pytest.mark.parametrize("body", PREVIEWS)
def test_a_preview_says_that_it_is_incomplete(body: Json) -> None:
    found = translate(body, ME)
    assert not found.complete
    assert (found.id, found.conversation.id) == ("evt_1", "cnv_1")


def test_a_previews_ends_are_read() -> None:
    found = translate(PREVIEWS[0], ME)
    assert (found.actor, found.assignee) == ("rul_1", Assignee(Who.AI, "tea_bot"))
    assert translate(PREVIEWS[1], ME).conversation.inboxes == {"inb_1"}


def test_a_message_event_without_its_message_is_incomplete() -> None:
    found = translate(event("inbound", INBOXES), ME)
    assert (found.what, found.message, found.complete) == (What.MESSAGE_RECEIVED, None, False)


def test_the_conversations_newest_message_stands_in_for_a_missing_one() -> None:
    body = event("inbound", INBOXES, last_message=message("msg_8"))
    found = translate(body, ME)
    assert found.complete
    assert found.message is not None
    assert found.message.id == "msg_8"


@pytest.mark.parametrize("type_", ["out_reply", "sending_error"])
def test_a_message_that_cannot_be_the_one_meant_does_not_stand_in(type_: str) -> None:
    inbound_last = event(type_, INBOXES, last_message=message("msg_8"))
    assert translate(inbound_last, ME).message is None
    ours_last = event("sending_error", INBOXES, last_message=message("msg_8", inbound=False))
    assert translate(ours_last, ME).message is None


@pytest.mark.parametrize("body", [{}, {"type": "inbound"}, {"type": "archive", "id": "evt_1"}])
def test_an_event_without_id_or_conversation_is_recorded(body: Json) -> None:
    assert translate(body, ME).what is What.RECORDED


def test_a_message_without_a_direction_takes_the_events() -> None:
    body = inbound()
    del body["target"]["data"]["is_inbound"]
    del body["target"]["data"]["created_at"]
    found = translate(body, ME).message
    assert found is not None
    assert (found.inbound, found.author, found.sent_at) == (True, None, NOON)


def test_an_event_without_a_time_takes_the_messages() -> None:
    body = inbound()
    del body["emitted_at"]
    assert translate(body, ME).at == NOON


FIXTURES = [
    ("app_inbound_received", What.MESSAGE_RECEIVED, By.CUSTOMER),
    ("app_conversation_archived", What.ARCHIVED, By.TEAMMATE),
    ("rule_archive", What.ARCHIVED, By.TEAMMATE),
    ("rule_assign", What.ASSIGNED, By.TEAMMATE),
    ("rule_out_reply", What.MESSAGE_SENT, By.UNKNOWN),
    ("rule_tag", What.RECORDED, By.TEAMMATE),
]


@pytest.mark.parametrize(("name", "what", "who"), FIXTURES)
def test_real_webhooks_are_understood(name: str, what: What, who: By) -> None:
    recorded = from_shared(f"fixtures/{name}.json")
    core = recorded.get("payload", recorded)
    found = translate(core, ME, outer_type=recorded["type"])
    assert (found.what, found.by, found.complete) == (what, who, True)
    assert found.conversation.last_message is not None
    assert found.conversation.id == core["conversation"]["id"]


def test_a_real_inbound_message_is_read() -> None:
    found = translate(from_shared("fixtures/app_inbound_received.json")["payload"], ME)
    assert found.message is not None
    assert found.message.sender is not None
    assert found.message.sender.handle == "sabrina@fictionalcustomer.com"
    assert found.message.sender.contact == "crd_3h53wd0"
    assert found.conversation.assignee == NOBODY
    assert found.conversation.inboxes == {"inb_axnro"}
    assert found.conversation.last_message == found.message.id
    assert found.conversation.last_message_inbound is True
    assert found.conversation.tags == (("tag_3u1ahg", "Front Demo"),)


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "data", "_meta", "type", "name", "_links"]), inner, max_size=3
        )
    ),
    max_leaves=6,
)
VALID = [
    inbound(attachments=[{"id": "fil_1", "size": 3, "metadata": {"is_inline": True}}]),
    outbound(),
    event("conversations_merged", ANN, by("deleted_conversation_ids", ["cnv_0"])),
    event("assign", ANN, by("teammate", teammate()), assignee=teammate(), tags=[{"id": "tag_1"}]),
    PREVIEWS[0],
]


def _mutated(value: Any, draw: st.DataObject) -> Any:
    """The value with some of its parts, on any level, swapped for anything or taken out."""
    fate = draw.draw(st.integers(0, 9))
    if fate == 0:
        return draw.draw(ANYTHING)
    if isinstance(value, dict):
        kept = {key: _mutated(one, draw) for key, one in value.items()}
        if kept and fate == 1:
            kept.pop(draw.draw(st.sampled_from(sorted(kept))))
        return kept
    return [_mutated(one, draw) for one in value] if isinstance(value, list) else value


@given(valid=st.sampled_from(VALID), outer=st.none() | st.sampled_from([row[0] for row in OUTER]))
def test_valid_events_have_a_time_and_a_conversation(valid: Json, outer: str | None) -> None:
    found = translate(valid, ME, outer_type=outer)
    assert (found.at, found.conversation.id) == (NOON, "cnv_1")


@settings(deadline=None)
@given(
    valid=st.sampled_from(VALID),
    outer=st.none() | st.sampled_from([row[0] for row in OUTER]),
    data=st.data(),
)
def test_no_mutation_of_an_event_raises(
    valid: Json, outer: str | None, data: st.DataObject
) -> None:
    mutated = {key: _mutated(one, data) for key, one in valid.items()}
    found = translate(mutated, ME, outer_type=outer)
    assert found.at.tzinfo is not None
    assert isinstance(found.id, str)
    assert all(isinstance(id_, str) for id_ in (*found.conversation.inboxes, *found.merged_from))
    assert len(found.detail) <= 120
