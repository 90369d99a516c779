"""What we write to Front: steps that failed, are stuck or in doubt, and what came twice."""

from collections.abc import AsyncIterator, Sequence

from frontmate.conversation.actions import Saga
from frontmate.conversation.events import Step
from frontmate.setup.checks.finding import Seen, bad, counted, ok, remark, warn
from frontmate.setup.checks.patient import Patient
from frontmate.store import checkups

_ASK_FRONT = (
    "What Front said names the cause: 401 see `token`, 403 see `scopes`, 404 it is gone or cannot "
    "be seen by this token, 429 see `rate_limit`, 5xx see `front_errors`."
)


async def failures(
    p: Patient,
    sagas: Sequence[Saga],
    *,
    only: Sequence[Step] = (),
    but: Sequence[Step] = (),
) -> AsyncIterator[Seen]:
    """The failing steps of some sagas, each with what Front said."""
    mended = await p.read(checkups.last_successes, p.id)
    found = [
        trouble
        for trouble in await p.read(checkups.failing_steps, p.id, sagas, p.since(days=7))
        if (not only or trouble.what in only) and trouble.what not in but
    ]
    for trouble in found:
        told = _told(trouble)
        last_success = mended.get(trouble.what)
        if last_success is not None and last_success > trouble.last_at:
            yield warn(f"{told}; it has worked since", _ASK_FRONT, trouble.conversations)
        else:
            yield bad(told, _ASK_FRONT, trouble.conversations)
    if not found:
        yield ok("no step failed in the last seven days")


def _told(trouble: checkups.Troubled) -> str:
    why = f": {remark(trouble.why)}" if trouble.why else ""
    return f"step {trouble.what} failed {counted(trouble.count, 'time')}{why}"


async def answer_steps(p: Patient) -> AsyncIterator[Seen]:
    sagas = [saga for saga in Saga if saga is not Saga.HANDOFF]
    async for seen in failures(p, sagas, but=(Step.TAGS,)):
        yield seen


async def tags_applied(p: Patient) -> AsyncIterator[Seen]:
    async for seen in failures(p, tuple(Saga), only=(Step.TAGS,)):
        yield seen


async def stuck(p: Patient) -> AsyncIterator[Seen]:
    found = await p.read(checkups.stuck_steps, p.id, p.since(minutes=10))
    for trouble in found:
        why = f", last tried with: {remark(trouble.why)}" if trouble.why else ""
        yield bad(
            f"step {trouble.what} has waited for more than ten minutes in "
            f"{counted(len(trouble.conversations), 'conversation')}{why}",
            "See `worker` and `backlog`; the log names the conversation and the cause.",
            trouble.conversations,
        )
    if not found:
        yield ok("nothing waits to be written for long")


async def in_doubt(p: Patient) -> AsyncIterator[Seen]:
    found = await p.read(checkups.in_doubt, p.id)
    for trouble in found:
        yield warn(
            f"it is in doubt whether {trouble.what} arrived, in "
            f"{counted(len(trouble.conversations), 'conversation')}; it is not sent again",
            "Look at it in Front, and answer or assign it there: that ends the doubt.",
            trouble.conversations,
        )
    if not found:
        yield ok("no write is in doubt")


async def answered_twice(p: Patient) -> AsyncIterator[Seen]:
    found = await p.read(checkups.answered_twice, p.id, p.since(days=7))
    if found:
        yield bad(
            f"one message got two replies of ours in {counted(len(found), 'conversation')}",
            "This must not be: report it, with the session's page as docs/troubleshooting.md says.",
            found,
        )
    else:
        yield ok("no message got two replies of ours in the last seven days")


async def attachments(p: Patient) -> AsyncIterator[Seen]:
    found = await p.read(checkups.missed_downloads, p.id, p.since(days=7))
    for trouble in found:
        yield warn(
            f"{counted(trouble.count, 'download')} failed ({remark(trouble.why)}); the AI "
            "answered without them, or handed over",
            "403: give the token attachments:read. 404: the attachment is gone. 413 or none: it is "
            "bigger than what is read.",
            trouble.conversations,
        )
    if not found:
        yield ok("no download failed in the last seven days")


async def alarms(p: Patient) -> AsyncIterator[Seen]:
    found = await p.read(checkups.open_alarms, p.id)
    if not found:
        yield ok("none is open")
        return
    whys = ", ".join(f"{trouble.what} ({trouble.count})" for trouble in found)
    ids = tuple(dict.fromkeys(id_ for trouble in found for id_ in trouble.conversations))
    yield warn(
        f"open: {whys}",
        "Open `Needs a person` on the console; an alarm ends once somebody has the conversation.",
        ids,
    )
