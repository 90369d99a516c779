"""How an answer is to look, and whether its channel still takes it (9.3)."""

from frontmate import channels
from frontmate.conversation.events import Obstacle
from frontmate.conversation.message import Channel
from frontmate.conversation.policy import Policy
from frontmate.store import StoredMessage, messages, sessions
from frontmate.workflow.shell import Turn


async def manner_of(turn: Turn, policy: Policy) -> channels.Manner:
    """As the policy wants it."""
    introduces_itself = policy.introduces_itself and await _is_first(turn)
    return channels.Manner(
        greeting=policy.greeting,
        sign_off=policy.sign_off,
        says_it_is_ai=policy.says_it_is_ai,
        introduces_itself=introduces_itself,
        sms_segments=policy.sms_segments,
    )


async def _is_first(turn: Turn) -> bool:
    async with turn.shell.engine.begin() as db:
        stored = await sessions.newest(db, turn.conversation)
    return stored is None or not stored.session.replies


async def out_of_reach(turn: Turn, answered: StoredMessage) -> Obstacle | None:
    """Why words to whoever wrote that message would not arrive, or must not be sent. Front says
    202 to them all the same (facts 6)."""
    is_sms = answered.channel is Channel.SMS
    if not is_sms and not channels.is_whatsapp(answered.channel_name):
        # Nothing else closes, and this is asked between the look and the write.
        return None
    async with turn.shell.engine.begin() as db:
        thread = await messages.thread(db, turn.conversation)
    theirs = [m for m in thread if m.inbound and m.sender == answered.sender]
    if not theirs:
        return None
    newest = theirs[-1]
    if channels.window_is_over(newest.channel_name, newest.sent_at, turn.shell.clock()):
        return Obstacle.WINDOW_OVER
    texts = (m.body for m in theirs if m.channel is Channel.SMS)
    if is_sms and channels.has_opted_out(texts):
        return Obstacle.OPTED_OUT
    return None
