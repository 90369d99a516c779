"""The bugs that `bites` plants: what such products get wrong, each as an edit of our source."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Edit:
    """In `path`, below `src/frontmate`, `old` stands exactly once and becomes `new`."""

    path: str
    old: str
    new: str


@dataclass(frozen=True)
class Bug:
    name: str
    edits: Sequence[Edit]
    arguments: Sequence[str]
    """What the prover is asked: a part of what `make prove` runs, in which the bug must show."""
    hangs: bool = False
    """It shows in a round that does not end; elsewhere that may be a slow machine, and is none of
    the findings."""


def plant(bug: Bug, source: Path) -> None:
    """Edit the copy of `src` at `source`. ValueError where the source has moved on."""
    for edit in bug.edits:
        file = source / "frontmate" / edit.path
        text = file.read_text()
        if text.count(edit.old) != 1:
            raise ValueError(f"{bug.name}: {edit.path} has this {text.count(edit.old)} times")
        file.write_text(text.replace(edit.old, edit.new))


def _crash(match: str, runs: int = 20) -> tuple[str, ...]:
    return ("--only", "crash", "--match", match, "--runs", str(runs), "--patience", "90")


def _storm(runs: int = 80) -> tuple[str, ...]:
    return ("--only", "storm", "--runs", str(runs), "--patience", "90")


_EPOCH = Edit(
    "store/conversations.py",
    "conversations.c.id == conversation, conversations.c.epoch == epoch\n",
    "conversations.c.id == conversation, conversations.c.epoch >= 0\n",
)

_AGAIN = Edit(
    "workflow/readback.py",
    "        await tell_of_doubt(db, turn, row, now)\n    turn.became[row.id]"
    " = State.NEEDS_PERSON, _NOT_VISIBLE\n\n\nasync def tell_of_doubt",
    '        await actions.postpone(db, row.id, State.PLANNED, now, "again")\n\n\n'
    "async def tell_of_doubt",
)

CONTROL = Bug("nothing: the product as it is", [], _storm(40))
"""With which nothing may be found."""

PLANTED = (
    Bug(
        "no ledger: what was begun counts as never begun",
        [
            Edit(
                "workflow/perform.py",
                "doubt = begun and isinstance(row.action, _MESSAGES)",
                "doubt = begun and isinstance(row.action, ())",
            )
        ],
        _crash("^answer, 1 worker, killed: accepted message, untold$"),
    ),
    Bug(
        "no read-back: after a doubt nobody looks",
        [
            Edit(
                "workflow/readback.py",
                "found = await _find(turn, row, client)",
                "found = None",
            )
        ],
        _crash("^answer, 1 worker, killed: accepted message, untold$"),
    ),
    Bug(
        "sent again where a doubt remains",
        [_AGAIN],
        _crash("^answer, 1 worker, killed: accepted message, visible after 30 s$"),
    ),
    Bug(
        "a caller texted again where a doubt remains",
        [_AGAIN],
        _crash("^call, 1 worker, killed: accepted message, visible after 30 s$"),
    ),
    Bug(
        "fence only at the start: no look before the write",
        [Edit("workflow/sends.py", "    if looked.obstacle is not None:", "    if False:")],
        _storm(),
    ),
    Bug(
        "duplicates told by their words",
        [
            Edit(
                "workflow/read.py",
                "assert stored.content_hash is not None",
                "thread = await messages.thread(db, turn.conversation)\n"
                "    if any(one.body == stored.body for one in thread):\n"
                '        return Duplicate("the message is known")\n'
                "    assert stored.content_hash is not None",
            )
        ],
        _storm(),
    ),
    Bug(
        "unassigned before the comment",
        [
            Edit(
                "conversation/sagas.py",
                "    steps.append(WriteHandoffNote(turn, reason, reading, session.tried))\n",
                "    steps.append(Unassign(turn))\n"
                "    steps.append(WriteHandoffNote(turn, reason, reading, session.tried))\n",
            )
        ],
        _crash("^hand-off, 1 worker, killed: checkpoint tags_finished$"),
    ),
    Bug(
        "timers without a version: an old one still speaks",
        [
            Edit(
                "conversation/clocks.py",
                "if not current or session.status is not Status.OPEN:",
                "if session.status is not Status.OPEN:",
            )
        ],
        ("--only", "model"),
    ),
    Bug(
        "epoch not checked: whoever was taken over writes on",
        [_EPOCH],
        _crash("^answer, .* stopped: checkpoint reply_intended"),
    ),
    Bug(
        "no time limit: a write is begun however old its look is",
        [
            Edit(
                "front/client.py",
                "replace(self._calls, not_after=moment)",
                "replace(self._calls, not_after=None)",
            )
        ],
        _crash("^answer, .* stopped: checkpoint reply_intended"),
    ),
    Bug(
        "echo not recognised: our own message counts as a person's",
        [
            Edit(
                "store/echoes.py",
                "    return await _same(db, uid, written_hash, _began(conversation, _SENDS), "
                "_A.echoed_at.is_(None))",
                "    return None",
            )
        ],
        _crash("^resolution, 1 worker, killed: never comment"),
        hangs=True,
    ),
    Bug(
        "tags replaced instead of added",
        [
            Edit(
                "front/requests.py",
                '        "POST", conversation, "/tags", scope="conversations:write", json=json\n',
                '        "PATCH", conversation, scope="conversations:write", json=json\n',
            )
        ],
        _crash("^hand-off, 1 worker, killed: never change"),
    ),
    Bug(
        "lock not taken: several workers on one conversation",
        [
            Edit("workflow/jobs.py", "lock=str(conversation), ", ""),
            Edit(
                "store/conversations.py",
                "(row.with_for_update())).scalar_one_or_none() is None",
                "(row)).scalar_one_or_none() is None",
            ),
            _EPOCH,
        ],
        _storm(),
    ),
    Bug(
        "a message posted again after a timeout",
        [
            Edit(
                "front/retry.py",
                "if error.reached and not request.repeatable:",
                "if False:",
            )
        ],
        _crash("^answer, 1 worker, alive: cut message$"),
    ),
    Bug(
        "archived without a look at who has it",
        [
            Edit(
                "workflow/changes.py",
                "    if looked.obstacle is not None:\n"
                "        await refuse_as_looked(turn, row, looked)\n        return\n"
                "    if not await _owned(turn, looked.conversation):",
                "    if False:",
            )
        ],
        _crash("^resolution, 1 worker, alive: taken comment, untold$"),
    ),
    Bug(
        "nobody takes over from a worker that died",
        [
            Edit(
                "workflow/jobs.py",
                "seconds_since_heartbeat=_DEAD_AFTER):",
                "seconds_since_heartbeat=86_400):",
            )
        ],
        _crash("^answer, 3 workers, killed: checkpoint agent_asked"),
        hangs=True,
    ),
)
