"""Messages, conversations and the workspace's parts, read tolerantly."""

from datetime import UTC, datetime

import pytest

from frontmate.conversation.events import Author, Kind
from frontmate.conversation.message import Channel
from frontmate.conversation.session import NOBODY, Assignee, Who
from frontmate.front import read_conversation, read_message, translate
from frontmate.front.directory import read_channel, read_tag, read_teammate
from frontmate.front.messages import read_comment
from tests.front.payloads import (
    HOST,
    ME,
    Json,
    by,
    conversation,
    message,
    outbound,
    recipient,
    teammate,
)

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "author"),
    [
        ("user", Author.PERSON),
        ("macro", Author.PERSON),
        ("visitor", Author.PERSON),
        ("ai", Author.OTHER_BOT),
        ("api", Author.OTHER_BOT),
        ("application", Author.OTHER_BOT),
        ("integration", Author.OTHER_BOT),
        ("some_new_bot", Author.OTHER_BOT),
        ("rule", Author.AUTOMATIC),
        ("csat", Author.AUTOMATIC),
        ("smart_csat", Author.AUTOMATIC),
        ("bulk_reply", Author.AUTOMATIC),
    ],
)
def test_an_outbound_message_is_by_whom_its_author_type_says(kind: str, author: Author) -> None:
    sent = read_message(message(inbound=False, author=teammate("tea_x", type=kind)), ME)
    assert (sent.author, sent.author_id) == (author, "tea_x")


def test_the_ai_teammate_is_known_by_its_id_whatever_its_type() -> None:
    for kind in ("user", "api", None):
        sent = read_message(message(inbound=False, author=teammate("tea_bot", type=kind)), ME)
        assert sent.author is Author.AI


@pytest.mark.parametrize(
    ("source", "author"),
    [
        ("rule", Author.AUTOMATIC),
        ("api", Author.OTHER_BOT),
        ("oauth_client", Author.OTHER_BOT),
        ("teammate", Author.PERSON),
        ("inboxes", Author.PERSON),
    ],
)
@pytest.mark.parametrize("who", [None, teammate()])
def test_without_an_author_type_the_source_says_who_wrote(
    source: str, author: Author, who: Json | None
) -> None:
    found = translate(outbound(by(source), author=who), ME)
    assert found.message is not None
    assert found.message.author is author


def test_a_customers_message_has_no_author_of_ours() -> None:
    assert read_message(message(), ME).author is None
    assert read_message(message(author=teammate("vis_1", type="visitor")), ME).author is None


@pytest.mark.parametrize(
    ("type_", "channel"),
    [
        ("email", Channel.EMAIL),
        ("sms", Channel.SMS),
        ("call", Channel.PHONE),
        ("phone-call", Channel.PHONE),
        ("front_chat", Channel.CHAT),
        ("whatsapp", Channel.CHAT),
        ("tweet", Channel.CHAT),
        ("googleplay", Channel.CHAT),
        ("carrier_pigeon", Channel.CHAT),
    ],
)
def test_an_unknown_channel_is_chat_and_keeps_its_name(type_: str, channel: Channel) -> None:
    found = read_message(message(type=type_), ME)
    assert (found.channel, found.channel_name) == (channel, type_)


@pytest.mark.parametrize(
    ("type_", "body", "plain", "expected"),
    [
        ("email", "<p>a</p>", "a", ("<p>a</p>", "a")),
        ("email", "1 < 2", None, ("1 < 2", None)),
        ("sms", "1 < 2 <3 & so on", None, (None, "1 < 2 <3 & so on")),
        ("sms", "<b>no markup here</b>", None, (None, "<b>no markup here</b>")),
        ("whatsapp", "if a < b & c > d", None, (None, "if a < b & c > d")),
        ("front_chat", "<p>hi</p>", None, ("<p>hi</p>", None)),
        ("front_chat", "hi &amp; bye", None, ("hi &amp; bye", None)),
        ("custom", "hi", "hello", (None, "hello")),
        ("email", None, None, (None, None)),
    ],
)
def test_a_body_is_html_only_where_it_can_be(
    type_: str, body: str | None, plain: str | None, expected: tuple[str | None, str | None]
) -> None:
    found = read_message(message(type=type_, body=body, text=plain), ME)
    assert (found.html, found.text) == expected


def test_the_sender_is_the_recipient_with_the_role_from() -> None:
    copied = recipient("boss@shop.example", "cc")
    sides = [recipient("help@acme.example", "to"), recipient("kim@shop.example", "from", "crd_k")]
    found = read_message(message(recipients=[*sides, copied, {"role": "to"}, None]), ME)
    assert found.sender is not None
    assert (found.sender.handle, found.sender.contact) == ("kim@shop.example", "crd_k")
    assert [one.role for one in found.recipients] == ["to", "from", "cc"]


def test_attachments_keep_what_the_sender_claims() -> None:
    given = [
        {"id": "fil_1", "filename": "a.png", "content_type": "image/png", "size": 12},
        {"filename": "b", "metadata": {"is_inline": True, "cid": "lamp"}, "size": -4},
        "junk",
    ]
    first, second = read_message(message(attachments=given), ME).attachments
    assert (first.id, first.name, first.content_type, first.size) == (
        "fil_1",
        "a.png",
        "image/png",
        12,
    )
    assert (first.inline, first.cid) == (False, None)
    assert (second.id, second.inline, second.cid, second.size) == (None, True, "lamp", 0)


@pytest.mark.parametrize("draft", [{"draft_mode": "shared"}, {"is_draft": True}])
def test_a_draft_is_recognised_in_both_generations_of_payloads(draft: Json) -> None:
    assert read_message(message(**draft), ME).draft
    assert not read_message(message(is_draft=False), ME).draft


def test_a_refused_message_says_so_and_how() -> None:
    refused = read_message(message(inbound=False, error_type="bounce"), ME)
    assert (refused.error, refused.error_type) == (True, "bounce")
    assert not read_message(message(), ME).error


def test_where_the_sender_wants_answers_is_kept_apart_from_the_sender() -> None:
    wanted = recipient("orders@shop.example", "reply-to")
    found = read_message(message(recipients=[recipient("kim@shop.example", "from"), wanted]), ME)
    assert [one.handle for one in found.reply_to] == ["orders@shop.example"]
    assert found.sender is not None
    assert found.sender.handle == "kim@shop.example"
    assert read_message(message(), ME).reply_to == ()


def test_a_call_says_how_long_it_was_and_a_chat_where_it_began() -> None:
    call = message(type="call", metadata={"duration": 189, "have_been_answered": False})
    found = read_message(call, ME)
    assert (found.call_seconds, found.call_answered) == (189, False)
    chat = message(type="front_chat", metadata={"chat_visitor_url": "https://shop.example/lamps"})
    assert read_message(chat, ME).visitor_url == "https://shop.example/lamps"


@pytest.mark.parametrize("metadata", [None, [], {"duration": True}, {"duration": -1}, {"x": 1}])
def test_metadata_that_says_nothing_is_nothing(metadata: object) -> None:
    found = read_message(message(metadata=metadata), ME)
    assert (found.call_seconds, found.call_answered, found.visitor_url) == (None, None, None)


@pytest.mark.parametrize("at", [None, "yesterday", True, -1, 1e300, 10**400, float("nan")])
def test_a_time_that_is_none_is_1970(at: object) -> None:
    assert read_message(message(created_at=at), ME).sent_at == EPOCH


def test_times_keep_their_milliseconds() -> None:
    assert read_message(message(created_at=1694046470.93), ME).sent_at == datetime(
        2023, 9, 7, 0, 27, 50, 930000, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("unassigned", "open"),
        ("assigned", "open"),
        ("archived", "archived"),
        ("deleted", "trashed"),
        ("trashed", "trashed"),
        ("spam", "trashed"),
        ("something_new", "open"),
    ],
)
def test_fronts_three_vocabularies_of_status_are_one(said: str, status: str) -> None:
    assert read_conversation(conversation(status=said), ME).status == status


@pytest.mark.parametrize(
    ("status", "assignee", "expected"),
    [
        ("unassigned", None, NOBODY),
        ("assigned", teammate("tea_bot"), Assignee(Who.AI, "tea_bot")),
        ("assigned", teammate("tea_ann"), Assignee(Who.PERSON, "tea_ann")),
        ("archived", teammate("tea_bot"), Assignee(Who.AI, "tea_bot")),
        # Unreadable, but somebody has it: never over a person.
        ("assigned", None, Assignee(Who.PERSON)),
        ("assigned", {"id": 7}, Assignee(Who.PERSON)),
    ],
)
def test_the_assignee_is_the_ai_a_person_or_nobody(
    status: str, assignee: Json | None, expected: Assignee
) -> None:
    found = read_conversation(conversation(status=status, assignee=assignee), ME)
    assert found.assignee == expected


@pytest.mark.parametrize(
    ("type_", "kind"),
    [
        ("discussion", Kind.DISCUSSION),
        ("task", Kind.TASK),
        ("conversation", Kind.CONVERSATION),
        (None, Kind.CONVERSATION),
        ("new", Kind.CONVERSATION),
    ],
)
def test_discussions_and_tasks_are_told_apart(type_: str | None, kind: Kind) -> None:
    assert read_conversation(conversation(type=type_), ME).kind is kind


def test_a_reminder_parks_a_conversation() -> None:
    assert read_conversation(conversation(scheduled_reminders=[{}]), ME).parked
    assert not read_conversation(conversation(scheduled_reminders=[]), ME).parked
    assert not read_conversation(conversation(scheduled_reminders=None), ME).parked


def test_a_private_conversation_and_a_ticket_are_told() -> None:
    found = read_conversation(conversation(is_private=True, status_category="waiting"), ME)
    assert (found.private, found.status_category) == (True, "waiting")
    assert not read_conversation(conversation(), ME).private
    assert read_conversation(conversation(), ME).status_category is None
    assert read_conversation(conversation(status_category="new"), ME).status_category == "new"


def test_private_tags_are_left_out() -> None:
    tags = [
        {"id": "tag_1", "name": "ai-replied", "is_private": False},
        {"id": "tag_2", "name": "Inbox", "is_private": True},
        {"id": "tag_3", "name": "old"},
    ]
    assert read_conversation(conversation(tags=tags), ME).tags == (
        ("tag_1", "ai-replied"),
        ("tag_3", "old"),
    )


def test_the_newest_message_is_read_off_its_link() -> None:
    found = read_conversation(conversation(), ME)
    assert (found.last_message, found.last_message_inbound) == ("msg_1", None)


def test_the_newest_messages_direction_is_known_where_the_message_comes_along() -> None:
    with_it = read_conversation(conversation(last_message=message("msg_1", inbound=False)), ME)
    assert (with_it.last_message, with_it.last_message_inbound) == ("msg_1", False)
    other = read_conversation(conversation(last_message=message("msg_2")), ME)
    assert (other.last_message, other.last_message_inbound) == ("msg_1", None)
    unlinked = read_conversation(conversation(_links={}, last_message=message("msg_2")), ME)
    assert (unlinked.last_message, unlinked.last_message_inbound) == ("msg_2", True)


@pytest.mark.parametrize("link", ["", "http://[", 7, None, f"{HOST}/"])
def test_a_broken_link_is_no_id(link: object) -> None:
    links = {"related": {"last_message": link}}
    assert read_conversation(conversation(_links=links), ME).last_message is None


def test_a_comment_is_read() -> None:
    found = read_comment({"id": "com_1", "body": "hi", "author": teammate(), "posted_at": 0})
    assert (found.id, found.author_id, found.body, found.posted_at) == (
        "com_1",
        "tea_ann",
        "hi",
        EPOCH,
    )


def test_the_workspaces_parts_are_read() -> None:
    ann = read_teammate(teammate(first_name="Ann", last_name="Lee", is_available=True))
    assert (ann.name, ann.type, ann.available, ann.blocked) == ("Ann Lee", "user", True, False)
    channel = read_channel(
        {
            "_links": {"related": {"inbox": f"{HOST}/inboxes/inb_1"}},
            "id": "cha_1",
            "address": "help@acme.example",
            "settings": {"undo_send_time": 15},
            "is_valid": False,
        }
    )
    assert (channel.inbox, channel.undo_seconds, channel.valid) == ("inb_1", 15, False)
    assert read_tag({"id": "tag_1", "name": "x", "is_private": True}).is_private
