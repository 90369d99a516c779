"""The last step: a test message, followed until the reply is back."""

from datetime import datetime, timedelta

from frontmate.cli.connect_at import At
from frontmate.cli.connect_given import Given
from frontmate.conversation.policy import Policy
from frontmate.front import FrontChannel
from frontmate.setup import Problem, rules, trial

_TITLES = {
    trial.Stage.RECEIVED: "Received",
    trial.Stage.TAKEN_UP: "Taken up",
    trial.Stage.WRITTEN: "Written",
}


async def try_it(at: At) -> bool:
    """Whether the reply came back, or nobody wanted to know."""
    if at.given.skip_test:
        return True
    at.talk.head("Test message")
    sender = at.given.test_from
    while True:
        question = "The address that you will write from (Enter: no test)"
        address = sender or await at.talk.ask(question, "", "--test-from")
        if not address:
            return True
        opened = await trial.open_trial(at.kit, at.name, address)
        if isinstance(opened, Problem):
            at.talk.problem(opened)
            if at.talk.unattended:
                return False
            sender = None
            continue
        sender = address
        await _invite(at, opened)
        if await _follow(at, opened):
            return True
        if at.talk.unattended or not await at.talk.yes("Try once more?", True, ""):
            return False


async def _invite(at: At, opened: trial.Trial) -> None:
    policy = (await at.overview()).policy
    async with at.front() as (client, api_url):
        found = await rules.channels(client, api_url)
    at.talk.say(f"  Write from {opened.sender}, by {opened.until:%H:%M} UTC: until then you count")
    at.talk.say("  as a customer. Ask something that one of your articles answers.")
    if isinstance(found, Problem):
        at.talk.problem(found)
    else:
        for address in _addresses(found, policy):
            at.talk.say(f"    to {address}")
    if not policy.handle_unassigned:
        at.talk.unsure(
            "Unassigned conversations are left alone: a message is answered only in a conversation "
            "that is assigned to the AI when it comes in"
        )


def _addresses(found: tuple[FrontChannel, ...], policy: Policy) -> tuple[str, ...]:
    allowed = policy.allowed_inboxes
    return tuple(
        channel.address
        for channel in found
        if "@" in channel.address and (allowed is None or channel.inbox in allowed)
    )


async def _follow(at: At, opened: trial.Trial) -> bool:
    began = opened.since
    at.talk.say("  Waiting for it …")
    async for step in trial.follow(at.kit, opened, _patience(at.given)):
        if isinstance(step, Problem):
            at.talk.problem(step)
            return False
        if isinstance(step, trial.Answered):
            at.talk.good(f"{_after(began, step.at)} {step.words} ({step.conversation})")
            if step.session is not None:
                at.talk.say(f"    Why: {at.public_url}/sessions/{step.session}")
            if step.but is not None:
                at.talk.problem(step.but)
            return step.but is None
        at.talk.good(f"{_after(began, step.at)} {_TITLES[step.stage]}: {step.words}")
    return False


def _patience(given: Given) -> trial.Patience:
    if given.wait is None:
        return trial.Patience()
    each = timedelta(seconds=given.wait)
    return trial.Patience(arrival=each, decision=each, reply=each)


def _after(began: datetime, at: datetime) -> str:
    return f"{max(0.0, (at - began).total_seconds()):6.1f} s"
