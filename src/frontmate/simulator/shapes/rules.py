"""Rules as JSON: what they are called and what they do, in words."""

from frontmate.simulator.rules.rule import Step
from frontmate.simulator.shapes.directory import DirectoryShapes, Json


class RuleShapes(DirectoryShapes):
    """An event may name a rule that is not there, made up for the occasion or deleted since."""

    def rule(self, rule_id: str | None) -> Json:
        found = self._workspace.rules.get(rule_id) if rule_id else None
        owner = found.owner if found else None
        return {
            "_links": self.links(f"rules/{rule_id}", owner=self._owner_of_rule(owner)),
            "id": rule_id,
            "name": found.name if found else "A rule",
            "actions": [self._step(step) for step in found.steps] if found else [],
            "is_private": bool(owner and owner.startswith("tea_")),
        }

    def _owner_of_rule(self, owner: str | None) -> str | None:
        if owner is None:
            return None
        kind = "teammates" if owner.startswith("tea_") else "teams"
        return f"{self.base_url}/{kind}/{owner}"

    def _step(self, step: Step) -> str:
        given = step.given
        match step.action:
            case "assign":
                found = self._workspace.people.teammate(given["teammate"])
                return f"Assign to {found.name if found else given['teammate']}"
            case "tag":
                return f"Tag with {given['tag']}"
            case "untag":
                return f"Remove the tag {given['tag']}"
            case "move":
                return f"Move to {given['inbox']}"
            case "comment":
                return "Add a comment"
            case "reply":
                return "Reply"
            case "send_to_webhook":
                return "Send to a webhook"
            case _:
                return step.action.capitalize()
