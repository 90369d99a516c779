"""The defaults (9.3, 11.4): what holds where an admin has set nothing."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from frontmate.channels import form_notice
from frontmate.conversation.message import Channel
from frontmate.conversation.policy import Policy
from frontmate.store import plain_url
from tests.journeys.house import House, open_house
from tests.journeys.said import DIMMER, RETURNS, SHIPPING

HOURS = {"email": 24, "chat": 1, "sms": 6, "phone": 24}
SETTLE = {"email": 0, "chat": 2, "sms": 5, "phone": 0}
SILENCE = {"email": 72, "chat": 1, "sms": 24, "phone": None}
LANGUAGES = ("en", "de", "fr", "es", "pt", "it", "nl", "ja", "zh", "ar")


def test_11_4_caps_window_and_clock() -> None:
    policy = Policy()
    assert (policy.reply_cap_hour, policy.reply_cap_session) == (5, 15)
    assert policy.reopen_window == timedelta(days=7)
    assert policy.handoff_clock == timedelta(hours=1)
    assert policy.fallback_assignee is None


def test_11_4_what_is_on_and_what_is_off() -> None:
    policy = Policy()
    assert policy.enabled
    assert policy.customer_notice
    assert policy.sync_tags
    assert not policy.handle_unassigned
    assert not policy.claim_on_reply
    assert not policy.answer_on_assignment
    assert not policy.rule_gives_back
    assert not policy.fence_on_drafts
    assert policy.own_domains == frozenset()
    assert policy.allowed_inboxes is None
    assert policy.team_language == "en"


@pytest.mark.parametrize("channel", list(Channel))
def test_9_3_settle_age_and_silence_of_each_channel(channel: Channel) -> None:
    policy = Policy()
    assert policy.settle[channel] == timedelta(seconds=SETTLE[channel.value])
    assert policy.max_age[channel] == timedelta(hours=HOURS[channel.value])
    hours = SILENCE[channel.value]
    assert policy.silence[channel] == (None if hours is None else timedelta(hours=hours))


def test_11_4_canned_texts_are_there_in_ten_languages_with_english_as_fallback() -> None:
    def notice(language: str) -> str:
        return form_notice(Channel.CHAT, language, ai_name="Ada", customer_name=None).body

    assert len({notice(language) for language in LANGUAGES}) == len(LANGUAGES)
    assert notice("xx") == notice("en")


async def test_11_4_the_sixth_question_in_an_hour_goes_to_a_person_without_a_notice(
    house: House,
) -> None:
    questions = ["Hi", DIMMER, "Hello!", RETURNS, SHIPPING, "Good morning"]
    conversation = await house.customer(questions[0], channel="chat")
    for number, words in enumerate(questions[1:-1], 1):
        await house.until_replies(conversation, number)
        await house.until_quiet()
        await house.customer(words, conversation=conversation, channel="chat")
    await house.until_replies(conversation, 5)
    await house.until_quiet()
    await house.customer(questions[-1], conversation=conversation, channel="chat")
    await house.until_state(conversation, "tags", "confirmed")
    await house.until_quiet()
    assert len(await house.delivered(conversation)) == 5
    session = await house.session(conversation)
    assert (session.holder, session.state["handoff_reason"]) == ("team", "too_many_replies")
    assert len(await house.comments(conversation)) == 1


async def test_11_4_a_new_connection_answers_only_what_is_assigned_to_the_ai(
    database_url: str, help_center: Path
) -> None:
    async with open_house(database_url, help_center, policy=Policy()) as house:
        conversation = await house.customer(DIMMER)
        await house.until_reason(conversation, "unassigned")
        await house.until_quiet()
        assert await house.delivered(conversation) == []


async def test_11_4_jobs_carry_ids_only(database_url: str, help_center: Path) -> None:
    # Done jobs are deleted: a trigger keeps what each of them carried.
    with psycopg.connect(plain_url(database_url), autocommit=True) as db:
        db.execute("create table carried (job jsonb)")
        db.execute(
            "create function carry() returns trigger language plpgsql as"
            " $$ begin insert into carried values (to_jsonb(new)); return new; end $$"
        )
        db.execute(
            "create trigger carry after insert on procrastinate_jobs"
            " for each row execute function carry()"
        )
    async with open_house(database_url, help_center) as house:
        conversation = await house.customer(DIMMER, name="Kim Doe")
        await house.until_replies(conversation, 1)
        await house.until_quiet()
        carried = await house.rows("select job from carried")
    assert carried
    assert {tuple(row.job["args"]) for row in carried} == {("conversation",)}
    assert all(isinstance(row.job["args"]["conversation"], int) for row in carried)


async def test_11_4_times_are_stored_in_utc(house: House) -> None:
    before = datetime.now(UTC) - timedelta(seconds=5)
    conversation = await house.customer(DIMMER)
    await house.until_replies(conversation, 1)
    session = await house.session(conversation)
    assert session.started_at.utcoffset() == timedelta(0)
    assert before <= session.started_at <= datetime.now(UTC)
    (zone,) = await house.rows("show timezone")
    assert zone[0] == "UTC"
