"""What becomes of messages that were sent: late, failed, bounced, seen; broken channels."""

from frontmate.simulator.actions import arguments
from frontmate.simulator.actions.arguments import ActionError, Arguments, Done
from frontmate.simulator.actions.finding import Finder, about
from frontmate.simulator.desk import Desk
from frontmate.simulator.failures import BOUNCED, REFUSED, Pick
from frontmate.simulator.records import Inbox, Message

_MOST = 1_000_000
# Front's dialog offers no others.
_UNDO_TIMES = (0, 5, 10, 15, 30, 60)


class ArrivingActions:
    """`known` maps the names of the actions to what does them.

    Which messages are meant: those of `inbox` (an id or a name) or of the first inbox of `channel`,
    those to `handle`, or all; of these the `nth` from now on (1), or from there on every `every`th;
    `times` of them (1, or without end where `every` or `handle` says which; 0 is without end).
    """

    def __init__(self, desk: Desk, find: Finder) -> None:
        self._find = find
        self._workspace, self._changes = desk.workspace, desk.changes
        self.known = {
            "fail_messages": self.fail,
            "delay_messages": self.delay,
            "clear_failures": self.clear,
            "set_channel": self.set_channel,
            "bounce": self.bounce,
            "see": self.see,
        }

    def fail(self, given: Arguments) -> Done:
        """They are accepted, then shown with `error_type`, and reach nobody."""
        error_type = arguments.text_if_given(given, "error_type") or REFUSED
        self._workspace.failures.fail(self._pick(given), error_type)
        return {"error_type": error_type}

    def delay(self, given: Arguments) -> Done:
        """They exist only after `seconds`, in place of the usual delay."""
        if "seconds" not in given:
            raise ActionError("seconds: missing")
        seconds = arguments.seconds(given, "seconds", 0)
        self._workspace.failures.delay(self._pick(given), seconds)
        return {"seconds": seconds}

    def clear(self, _: Arguments) -> Done:
        """No more failures and delays than happen by themselves."""
        self._workspace.failures.clear()
        return {}

    def set_channel(self, given: Arguments) -> Done:
        """`is_valid` (what is sent on one that is not fails) and `undo_send_time` (s)."""
        inbox = self._inbox(given)
        if inbox is None:
            raise ActionError("inbox: missing")
        is_valid = arguments.flag(given, "is_valid", inbox.is_valid)
        undo = arguments.whole(given, "undo_send_time", inbox.undo_send_time, 60)
        if undo not in _UNDO_TIMES:
            raise ActionError(f"undo_send_time: one of {', '.join(map(str, _UNDO_TIMES))}")
        inbox.is_valid, inbox.undo_send_time = is_valid, undo
        return {"inbox": inbox.id, "is_valid": is_valid, "undo_send_time": undo}

    def bounce(self, given: Arguments) -> Done:
        """`message`, or the last one sent in `conversation`, comes back with `error_type`."""
        message = self._sent(given)
        if message.error_type is not None:
            raise ActionError("message: it never went out")
        error_type = arguments.text_if_given(given, "error_type") or BOUNCED
        self._changes.bounce(message, error_type)
        return about(message)

    def see(self, given: Arguments) -> Done:
        """The customer has opened `message`, or the last one sent in `conversation`."""
        message = self._sent(given)
        self._changes.see(message)
        return about(message)

    def _sent(self, given: Arguments) -> Message:
        if given.get("message"):
            found = self._find.message(given)
            sent = [] if found.is_inbound else [found]
        else:
            sent = [m for m in self._find.conversation(given).messages if not m.is_inbound]
        if not sent:
            raise ActionError("message: none that was sent")
        return sent[-1]

    def _pick(self, given: Arguments) -> Pick:
        inbox, handle = self._inbox(given), arguments.text_if_given(given, "handle")
        default = 0 if handle or "every" in given else 1
        return Pick(
            inbox.id if inbox else None,
            handle,
            max(1, arguments.whole(given, "nth", 1, _MOST)),
            max(1, arguments.whole(given, "every", 1, _MOST)),
            arguments.whole(given, "times", default, _MOST) or None,
        )

    def _inbox(self, given: Arguments) -> Inbox | None:
        named, channel = given.get("inbox"), arguments.blank_or_text(given, "channel")
        if named:
            return self._find.inbox(str(named))
        if not channel:
            return None
        inbox = self._workspace.people.inbox_for(channel)
        if inbox is None:
            raise ActionError(f"channel: no inbox for {channel}")
        return inbox
