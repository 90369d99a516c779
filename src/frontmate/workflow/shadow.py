"""What would have been answered, written down and nowhere else (11.1)."""

from dataclasses import replace

from frontmate.conversation.actions import AskShadow
from frontmate.conversation.decide import decide
from frontmate.conversation.events import OutcomeProposed
from frontmate.conversation.policy import Mode
from frontmate.front import Call
from frontmate.store import ActionRow, State, actions, connections, conversations, sessions, shadows
from frontmate.workflow.ask import Failure, outcome_for
from frontmate.workflow.shell import Turn


async def ask_shadow(turn: Turn, row: ActionRow, _: list[Call]) -> None:
    """Ask the agent, let the same judge decide as if it were live, and record that. No event
    follows: session, timers and reports stay as they are."""
    action = row.action
    assert isinstance(action, AskShadow)
    outcome = await outcome_for(turn, action.messages)
    if isinstance(outcome, Failure):
        await _give_up(turn, row, outcome.why)
        return
    now = turn.shell.clock()
    async with turn.shell.engine.begin() as db:
        await conversations.hold(db, turn.conversation, turn.epoch)
        stored = await sessions.newest(db, turn.conversation)
        policy = await connections.policy_of(db, turn.connection.id)
        if stored is not None:
            live = replace(policy, mode=Mode.LIVE, channel_modes={})
            would = replace(stored.session, preparing=True)
            decision = decide(would, OutcomeProposed(now, would.turn, outcome), live, now)
            await shadows.record(
                db,
                conversation=turn.conversation,
                session=stored.id,
                messages=action.messages,
                outcome=outcome,
                reason=decision.reason.value,
                steps=[step.step.value for step in decision.actions],
                policy=policy.version,
                now=now,
            )
        await actions.confirm(db, row.id, now)


async def _give_up(turn: Turn, row: ActionRow, why: str) -> None:
    async with turn.shell.engine.begin() as db:
        await conversations.hold(db, turn.conversation, turn.epoch)
        await actions.end(db, row.id, State.FAILED, why, turn.shell.clock())
