"""Rules at work: a listener of the emitter that does what they say."""

from collections.abc import Callable
from typing import Final

from frontmate.simulator.actions import Actions
from frontmate.simulator.desk import Desk
from frontmate.simulator.records import Conversation, Event
from frontmate.simulator.rules.conditions import Situation, hold
from frontmate.simulator.rules.rule import Rule, Step

# The actions behind what a rule does, where they have another name.
_ACTIONS: Final = {"unassign": "assign", "reply": "other_bot_reply"}


class Rules:
    """Rules run at once, but after whatever set them off is over, and never set off each other.

    Each thing that one does is in the journal (kind `rule`); one that fails stops that rule there.
    """

    def __init__(
        self, desk: Desk, actions: Actions, send_to_webhook: Callable[[Event, str], None]
    ) -> None:
        self._desk, self._actions = desk, actions
        self._send_to_webhook = send_to_webhook
        self._is_acting = False

    def heard(self, event: Event) -> None:
        """Start the rules that this sets off."""
        if self._is_acting or event.skips_rules or _is_made_by_a_rule(event):
            return
        for rule in self._desk.workspace.rules:
            if rule.enabled and event.type in rule.on:
                self._desk.spawn(self._run(rule, event))

    async def _run(self, rule: Rule, event: Event) -> None:
        if rule.after:
            await self._desk.sleep(rule.after)
        workspace = self._desk.workspace
        conversation = workspace.conversation(workspace.survivor_of(event.conversation_id))
        # Edited, switched off or deleted while it waited.
        if workspace.rules.get(rule.id) is not rule or conversation is None:
            return
        if hold(rule, Situation(event, conversation, workspace.people)):
            self._act(rule, event, conversation)

    def _act(self, rule: Rule, event: Event, conversation: Conversation) -> None:
        self._is_acting = True
        try:
            for step in rule.steps:
                entry = self._desk.journal.record(
                    "rule",
                    rule=rule.id,
                    name=rule.name,
                    event=event.id,
                    conversation=conversation.id,
                    action=step.action,
                    problem=None,
                )
                entry["problem"] = self._problem_with(rule, step, event, conversation)
                if entry["problem"]:
                    return
        finally:
            self._is_acting = False

    def _problem_with(
        self, rule: Rule, step: Step, event: Event, conversation: Conversation
    ) -> str | None:
        """Do it; what was wrong with that, if anything was."""
        try:
            if step.action == "send_to_webhook":
                self._send_to_webhook(event, step.given.get("body", "full"))
                return None
            given = {"conversation": conversation.id, "by": rule.id, **step.given}
            if step.action == "reply":
                given["author_type"] = given.pop("as", "rule")
            self._actions.perform(_ACTIONS.get(step.action, step.action), given)
        except ValueError as error:
            return str(error)
        return None


def _is_made_by_a_rule(event: Event) -> bool:
    """Also where the control API did it in a rule's name."""
    if event.data["source"]["_meta"]["type"] == "rule":
        return True
    target = event.data.get("target")
    if target is None or target["_meta"]["type"] != "message":
        return False
    author = target["data"]["author"]
    return author is not None and bool(author["type"] == "rule")
