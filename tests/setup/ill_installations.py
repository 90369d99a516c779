"""Installations and tokens that are not as they should be."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import text

from frontmate.conversation.actions import Tag
from frontmate.conversation.message import Channel
from frontmate.conversation.policy import Mode
from frontmate.front import NEEDED
from frontmate.setup.checks import CHECKS, Group
from frontmate.store import Keeper, connections, conversations, open_engine, processes, secrets
from tests.setup.scenario import Table, scenario
from tests.setup.ward import AI, COMPANY, MIA, Ward, utc_now

ILL: Table = []

# What needs Front says so where Front cannot be asked; it is not found to be wrong.
_ASKS_FRONT = (
    *("company", "scopes", "clock_skew", "rate_limit", "ai_teammate", "channels", "tag_names"),
    *("webhook_silent", "webhook_events", "event_list", "front_reachable", "plan", "token"),
)


def _untold(*but: str, front_answers: bool = True) -> dict[str, str]:
    answered = ("clock_skew", "rate_limit", "front_reachable") if front_answers else ()
    return {check: "unknown" for check in _ASKS_FRONT if check not in (*but, *answered)}


async def _sql(ward: Ward, statement: str, **values: object) -> None:
    async with ward.engine.begin() as db:
        await db.execute(text(statement), values)


async def _policy(ward: Ward, **changes: Any) -> None:
    async with ward.engine.begin() as db:
        await connections.change_policy(db, "main", ward.now, **changes)


_READS_IT = ("database_size", "secret_key", "connected", "worker", "backlog", "versions")
_UNREAD = dict.fromkeys(_READS_IT, "unknown")


@scenario(ILL, "database_reachable", "bad", "connection", database_migrated="unknown", **_UNREAD)
async def nobody_listens_where_the_database_should_be(ward: Ward) -> None:
    nowhere = open_engine("postgresql://frontmate:password-nobody-may-see@127.0.0.1:9/none")
    ward.premises = replace(ward.premises, engine=nowhere)


@scenario(ILL, "database_migrated", "bad", "an_older_one", **_UNREAD)
async def the_tables_are_of_another_version(ward: Ward) -> None:
    await _sql(ward, "update alembic_version set version_num = 'an_older_one'")


@scenario(ILL, "data_folder", "bad", "does not exist")
async def the_data_folder_is_gone(ward: Ward) -> None:
    ward.premises = replace(ward.premises, data=ward.folder / "gone")


@scenario(ILL, "data_folder", "bad", "may not write")
async def the_data_folder_is_somebody_elses(ward: Ward) -> None:
    ward.premises = replace(ward.premises, is_writable=lambda _: False)


@scenario(ILL, "data_folder", "warn", "temporary files")
async def the_data_folder_is_a_temporary_one(ward: Ward) -> None:
    ward.premises = replace(ward.premises, temporary=ward.folder.parent)


@scenario(ILL, "disk_space", "bad", "100 MB are free")
async def the_disk_is_full(ward: Ward) -> None:
    ward.premises = replace(ward.premises, free_bytes=lambda _: 100 * 2**20)


@scenario(ILL, "disk_space", "warn", "900 MB are free")
async def the_disk_is_nearly_full(ward: Ward) -> None:
    ward.premises = replace(ward.premises, free_bytes=lambda _: 900 * 2**20)


@scenario(ILL, "secret_key", "bad", "another key", **_untold(front_answers=False))
async def another_key_is_given(ward: Ward) -> None:
    ward.premises = replace(ward.premises, keeper=Keeper("another-key"))


@scenario(ILL, "secret_key", "bad", "no key is given", **_untold(front_answers=False))
async def no_key_is_given(ward: Ward) -> None:
    ward.premises = replace(ward.premises, keeper=None)


@scenario(ILL, "connected", "bad", "no Front workspace is connected")
async def nothing_is_connected(ward: Ward) -> None:
    async with ward.engine.begin() as db:
        await connections.disconnect(db, "main", ward.now)


@scenario(ILL, "worker", "bad", "no process of frontmate runs")
async def nothing_runs(ward: Ward) -> None:
    await _sql(ward, "update processes set beat_at = :at", at=ward.ago(minutes=5))


@scenario(ILL, "worker", "bad", "no worker")
async def only_the_web_server_runs(ward: Ward) -> None:
    await _sql(ward, "update processes set role = 'serve'")


@scenario(ILL, "backlog", "bad", "1 event")
async def an_event_waits_for_an_hour(ward: Ward) -> None:
    async with ward.engine.begin() as db:
        number = await conversations.lock(db, "main", "cnv_1", ward.now)
    statement = "insert into events (conversation, type, at) values (:number, 'x', :at)"
    await _sql(ward, statement, number=number, at=ward.ago(hours=1))


@scenario(ILL, "backlog", "bad", "1 timer")
async def a_timer_does_not_fire(ward: Ward) -> None:
    async with ward.engine.begin() as db:
        number = await conversations.lock(db, "main", "cnv_1", ward.now)
    statement = (
        "insert into timers (conversation, session, kind, version, due)"
        " values (:number, 1, 'silence', 1, :due)"
    )
    await _sql(ward, statement, number=number, due=ward.ago(hours=1))


@scenario(ILL, "versions", "warn", "1.0.0")
async def an_older_version_runs_too(ward: Ward) -> None:
    async with ward.engine.begin() as db:
        await processes.beat(db, "p2", "work", "1.0.0", ward.now)


@scenario(ILL, "public_url", "warn", "no address")
async def only_this_machine_reaches_it(ward: Ward) -> None:
    ward.premises = replace(ward.premises, public_url="http://127.0.0.1:8766")


@scenario(ILL, "public_url", "warn", "unsealed")
async def it_is_reached_without_a_certificate(ward: Ward) -> None:
    ward.premises = replace(ward.premises, public_url="http://frontmate.example")


@scenario(ILL, "model", "bad", "the model does not know the key")
async def the_model_refuses(ward: Ward) -> None:
    async def refuses() -> str | None:
        return "the model does not know the key"

    ward.with_probes(model=refuses)


@scenario(ILL, "model", "warn", "it does not read pictures: the model takes none")
async def the_model_takes_no_pictures(ward: Ward) -> None:
    async def refuses() -> str | None:
        return "the model takes none"

    ward.with_probes(pictures=refuses)


@scenario(ILL, "encoder", "warn", "by their words alone")
async def the_encoder_is_not_installed(ward: Ward) -> None:
    async def missing() -> str | None:
        return "the encoder is not installed"

    ward.with_probes(encoder=missing)


@scenario(ILL, "token", "bad", "401", **_untold("token"))
async def the_token_is_revoked(ward: Ward) -> None:
    await ward.control("revoke_token")


@scenario(ILL, "token", "bad", "no token", **_untold("token", front_answers=False))
async def no_token_is_stored(ward: Ward) -> None:
    async with ward.engine.begin() as db:
        await secrets.remove(db, "main", "token")


@scenario(
    ILL,
    "front_reachable",
    "bad",
    "ConnectError",
    **_untold("front_reachable"),
    clock_skew="unknown",
)
async def front_does_not_answer(ward: Ward) -> None:
    await _sql(ward, "update connections set api_url = 'http://127.0.0.1:9'")


@scenario(ILL, "plan", "bad", "403", **_untold("plan"))
async def the_plan_has_no_api(ward: Ward) -> None:
    await ward.control("faults", effect="status", status=403, path_regex="^/me$")


@scenario(ILL, "plan", "bad", "402", **_untold("plan"))
async def the_plan_is_not_paid(ward: Ward) -> None:
    await ward.control("faults", effect="status", status=402, path_regex="^/me$")


@scenario(ILL, "company", "bad", "cmp_other")
async def the_token_is_of_another_company(ward: Ward) -> None:
    await _sql(ward, "update connections set company = 'cmp_other'")


@scenario(ILL, "scopes", "bad", "comments:write is missing. A hand-off has no summary")
async def a_permission_is_missing(ward: Ward) -> None:
    kept = [need.scope for need in NEEDED if need.scope != "comments:write"]
    await ward.control("set_scopes", scopes=kept)


@scenario(ILL, "scopes", "bad", "channels:read is missing", channels="unknown")
async def what_a_check_needs_may_not_be_read(ward: Ward) -> None:
    kept = [need.scope for need in NEEDED if need.scope != "channels:read"]
    await ward.control("set_scopes", scopes=kept)


@scenario(ILL, "clock_skew", "bad", "ahead of Front's")
async def our_clock_is_fast(ward: Ward) -> None:
    fast = timedelta(minutes=3)
    ward.premises = replace(ward.premises, clock=lambda: utc_now() + fast)
    await _sql(ward, "update processes set beat_at = :at", at=ward.now + fast)


@scenario(ILL, "rate_limit", "warn", "3 of 100")
async def the_minute_is_nearly_used_up(ward: Ward) -> None:
    ward.does_not_wait()
    ward.between.headers = [(b"x-ratelimit-limit", b"100"), (b"x-ratelimit-remaining", b"3")]


@scenario(ILL, "rate_limit", "bad", "12 calls")
async def front_has_refused_calls(ward: Ward) -> None:
    await _calls(ward, 12, 429)


@scenario(ILL, "rate_limit", "warn", "Front allows 20")
async def we_take_more_than_there_is(ward: Ward) -> None:
    ward.does_not_wait()
    ward.between.headers = [(b"x-ratelimit-limit", b"20"), (b"x-ratelimit-remaining", b"20")]


@scenario(ILL, "rate_limit", "warn", "make no call for another")
async def front_has_told_another_process_to_be_silent(ward: Ward) -> None:
    ward.does_not_wait()
    await _counted(ward, tokens=20, silent_for="40 seconds")


@scenario(ILL, "rate_limit", "warn", "our own budget of 50 requests a minute is used up")
async def the_processes_have_used_up_what_we_allow_them(ward: Ward) -> None:
    ward.does_not_wait()
    # A minute's worth below nothing, so that it stays so for as long as the test runs.
    await _counted(ward, tokens=-50, silent_for="-1 second")


async def _counted(ward: Ward, tokens: float, silent_for: str) -> None:
    """What all processes have counted of the company's budget."""
    statement = (
        "insert into budgets (company, version, tokens, at, blocked_until) values"
        " (:company, 1, :tokens, clock_timestamp(), clock_timestamp() + cast(:silent as interval))"
    )
    await _sql(ward, statement, company=COMPANY, tokens=tokens, silent=silent_for)


@scenario(ILL, "front_errors", "warn", "503: 2")
async def front_has_had_trouble(ward: Ward) -> None:
    await _calls(ward, 8, 200)
    await _calls(ward, 2, 503)


async def _calls(ward: Ward, number: int, status: int) -> None:
    statement = (
        "insert into calls (connection, method, template, status, at, seconds) select 'main',"
        " 'GET', '/x', :status, :at, 0.1 from generate_series(1, :number)"
    )
    await _sql(ward, statement, status=status, at=ward.ago(minutes=5), number=number)


@scenario(ILL, "ai_teammate", "bad", "blocked")
async def the_ai_teammate_is_blocked(ward: Ward) -> None:
    ward.simulator.desk.workspace.people.teammates[AI].is_blocked = True


@scenario(ILL, "ai_teammate", "bad", "no such teammate")
async def the_ai_teammate_is_gone(ward: Ward) -> None:
    del ward.simulator.desk.workspace.people.teammates[AI]


@scenario(ILL, "fallback_assignee", "bad", "no such teammate")
async def the_fallback_is_gone(ward: Ward) -> None:
    await _policy(ward, fallback_assignee="tea_gone")


@scenario(ILL, "fallback_assignee", "bad", "blocked")
async def the_fallback_is_blocked(ward: Ward) -> None:
    await _policy(ward, fallback_assignee=MIA)
    ward.simulator.desk.workspace.people.teammates[MIA].is_blocked = True


@scenario(ILL, "fallback_assignee", "bad", "AI teammate itself")
async def the_fallback_is_the_ai(ward: Ward) -> None:
    await _policy(ward, fallback_assignee=AI)


@scenario(ILL, "channels", "bad", "1 channel of 2")
async def a_channel_is_broken(ward: Ward) -> None:
    channel = {"id": "cha_1", "address": "anna@customer.example", "type": "smtp"}
    both = [channel | {"is_valid": False}, channel | {"id": "cha_2", "is_valid": True}]
    ward.between.answers["/channels"] = {"_results": both}


async def _call_channel(ward: Ward, type_: str, *, is_valid: bool = True) -> None:
    channel = {"id": "cha_1", "address": "anna@customer.example", "type": type_}
    ward.between.answers["/channels"] = {"_results": [channel | {"is_valid": is_valid}]}
    await _policy(ward, call_answers_by="cha_1")


@scenario(ILL, "call_channel", "bad", "no such channel")
async def the_channel_for_callers_is_gone(ward: Ward) -> None:
    await _policy(ward, call_answers_by="cha_gone")


@scenario(ILL, "call_channel", "bad", "by a front_chat channel")
async def the_channel_for_callers_is_a_chat(ward: Ward) -> None:
    await _call_channel(ward, "front_chat")


@scenario(ILL, "call_channel", "bad", "it cannot send", channels="bad")
async def the_channel_for_callers_is_broken(ward: Ward) -> None:
    await _call_channel(ward, "smtp", is_valid=False)


@scenario(ILL, "call_channel", "warn", "not live on sms", mode="warn")
async def the_channel_for_callers_is_not_live(ward: Ward) -> None:
    await _call_channel(ward, "twilio")
    await _policy(ward, channel_modes={Channel.SMS: Mode.DRAFT})


@scenario(ILL, "tag_names", "warn", "private tag")
async def somebody_has_a_private_tag_of_our_name(ward: Ward) -> None:
    ward.simulator.desk.workspace.people.add_tag(Tag.REPLIED.value).is_private = True


@scenario(ILL, "tag_names", "warn", "single team")
async def a_team_has_a_tag_of_our_name(ward: Ward) -> None:
    tag = {"id": "tag_team", "name": Tag.RESOLVED.value, "is_private": False}
    ward.between.answers["/tags"] = {"_results": [tag]}


@scenario(ILL, "tag_names", "warn", "two tags")
async def the_company_has_two_tags_of_our_name(ward: Ward) -> None:
    for _ in range(2):
        ward.simulator.desk.workspace.people.add_tag(Tag.REPLIED.value)


@scenario(ILL, "database_size", "warn", "MB, PostgreSQL")
async def the_database_is_big(ward: Ward) -> None:
    ward.premises = replace(ward.premises, big_database=1)


_OTHERS = [
    check.id for check in CHECKS if check.group is not Group.INSTALLATION and check.id != "readable"
]


@scenario(ILL, "readable", "bad", "cannot be read (", **dict.fromkeys(_OTHERS, "unknown"))
async def the_policy_is_of_another_version(ward: Ward) -> None:
    await _sql(ward, 'update policies set body = \'{"mode": "of a newer version"}\'')


@scenario(ILL, "token", "bad", "no call can be made", **_untold("token", front_answers=False))
async def the_token_holds_what_no_token_holds(ward: Ward) -> None:
    keeper = ward.premises.keeper
    assert keeper is not None
    async with ward.engine.begin() as db:
        await secrets.put(db, keeper, "main", "token", "tök\nen", ward.now)


@scenario(ILL, "rate_limit", "bad", "used up", **_untold("rate_limit"), front_reachable="unknown")
async def there_is_nothing_left_of_the_budget(ward: Ward) -> None:
    await ward.control("faults", effect="status", status=429, retry_after=3000)
