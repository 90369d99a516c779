"""One session: who, the thread, every event with its reason."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from frontmate.console import words
from frontmate.console.frame import Console, Person, show, show_problem
from frontmate.console.phrases import last_reason
from frontmate.console.sessions.buttons import DONE, MOST, give_back_offer, hand_off_offer
from frontmate.console.sessions.shadow import Shadowed, shadowed
from frontmate.console.sessions.timeline import Told, milliseconds, tell
from frontmate.conversation.policy import Policy
from frontmate.conversation.session import Session
from frontmate.store import (
    AttachedFile,
    StoredMessage,
    attachments,
    connections,
    one_moment,
    reports,
    traces,
)


@dataclass(frozen=True)
class Shown:
    """Everything that the page of one session shows."""

    line: reports.SessionLine
    session: Session
    policy: Policy
    """Today's."""
    earlier: list[StoredMessage]
    thread: list[StoredMessage]
    files: dict[str, list[AttachedFile]]
    """By Front's id of their message."""
    told: list[Told]
    loose_calls: list[traces.CallLine]
    call_count: int
    call_milliseconds: int
    related: list[reports.SessionLine]
    upcoming: list[traces.Upcoming]
    unjudged: int
    shadowed: list[Shadowed]


async def show_session(console: Console, request: Request, person: Person) -> Response:
    number = request.path_params["id"]
    async with one_moment(console.engine) as db:
        shown = await _gather(db, number) if number <= MOST else None
        needs_count = await console.count_needs(db)
    if shown is None:
        return show_problem(
            console,
            request,
            404,
            "There is no such session",
            "It may have been on another installation. The list has every session of this one.",
            person=person,
        )
    return show(
        console,
        request,
        "sessions/session.html",
        person=person,
        needs_count=needs_count,
        shown=shown,
        give_back=give_back_offer(shown.session) if person.is_admin else None,
        hand_off=hand_off_offer(shown.session, shown.policy) if person.is_admin else None,
        last_reason=last_reason,
        done=DONE.get(request.query_params.get("done", ""), ""),
    )


async def _gather(db: AsyncConnection, number: int) -> Shown | None:
    line = (await reports.sessions_by_id(db, [number], quiet=words.UNTELLING)).get(number)
    session = await reports.session_state(db, number)
    if line is None or session is None:
        return None
    earlier, thread = await traces.thread(db, line)
    calls = await traces.requests(db, line.conversation)
    told = tell(
        await traces.entries(db, line),
        await traces.steps(db, line.conversation),
        calls,
        [*earlier, *thread],
    )
    shown_calls = [call for entry in told for step in entry.steps for call in step.calls]
    return Shown(
        line=line,
        session=session,
        policy=await connections.policy_of(db, line.connection),
        earlier=earlier,
        thread=thread,
        files=await _files(db, line.conversation),
        told=told,
        loose_calls=[call for call in calls if call.action is None],
        call_count=len(shown_calls),
        call_milliseconds=milliseconds(shown_calls),
        related=await reports.related(db, line, quiet=words.UNTELLING),
        upcoming=await traces.upcoming(db, line.conversation, session.number, session.version),
        unjudged=await traces.count_unjudged(db, line.conversation),
        shadowed=await shadowed(db, line.conversation),
    )


async def _files(db: AsyncConnection, conversation: int) -> dict[str, list[AttachedFile]]:
    by_message: dict[str, list[AttachedFile]] = {}
    for file in await attachments.of_conversation(db, conversation):
        by_message.setdefault(file.message, []).append(file)
    return by_message


async def find_by_conversation(console: Console, request: Request, person: Person) -> Response:
    """From Front's name of a conversation to its newest session."""
    front_id = request.path_params["front_id"]
    async with one_moment(console.engine) as db:
        number = await reports.newest_session(db, front_id) if "\x00" not in front_id else None
        needs_count = await console.count_needs(db)
    if number is not None:
        return RedirectResponse(f"/sessions/{number}", 302)
    return show(
        console,
        request,
        "sessions/no_session.html",
        person=person,
        needs_count=needs_count,
        front_id=front_id,
    )
