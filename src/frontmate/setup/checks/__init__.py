"""Every check, in the order in which they are told: what the others depend on comes first."""

from frontmate.setup.checks import (
    arriving,
    budget,
    handoffs,
    knowledge,
    machine,
    reaching,
    rules,
    silences,
    workspace,
    writing,
)
from frontmate.setup.checks.finding import CannotTell, Finding, Level, Seen
from frontmate.setup.checks.front_facts import Ear, ask_front
from frontmate.setup.checks.patient import Check, Group, Patient, Premises, Probes

__all__ = [
    "CHECKS",
    "CannotTell",
    "Check",
    "Ear",
    "Finding",
    "Group",
    "Level",
    "Patient",
    "Premises",
    "Probes",
    "Seen",
    "ask_front",
]

_I, _F, _E, _R = Group.INSTALLATION, Group.FRONT, Group.EVENTS, Group.RULES
_A, _H, _K = Group.ANSWERS, Group.HANDOFFS, Group.KNOWLEDGE

CHECKS: tuple[Check, ...] = (
    Check("database_reachable", _I, "Nothing works at all.", machine.database_reachable),
    Check("database_migrated", _I, "Errors after an update.", machine.database_migrated),
    Check("database_size", _I, "The disk fills up.", machine.database_size),
    Check("data_folder", _I, "After a restart everything is gone.", machine.data_folder),
    Check("disk_space", _I, "The database stops taking anything in.", machine.disk_space),
    Check("secret_key", _I, "Nothing goes to Front after a move or a restore.", machine.secret_key),
    Check("connected", _I, "There is nothing to answer.", machine.connected),
    Check("worker", _I, "Messages arrive, and nothing happens.", machine.worker),
    Check("backlog", _I, "Answers come late, or not at all.", machine.backlog),
    Check("versions", _I, "The same thing is done in two ways.", machine.versions),
    Check("public_url", _I, "Webhooks do not come in.", machine.public_url),
    Check("model", _I, "Every question is handed over.", machine.model),
    Check("encoder", _I, "Answers are missed that other words would find.", machine.encoder),
    Check("readable", _F, "Nothing of this workspace works.", reaching.readable),
    Check("token", _F, "Nothing goes to Front.", reaching.token),
    Check("front_reachable", _F, "Nothing goes to Front.", reaching.front_reachable),
    Check("plan", _F, "Every call to Front is refused.", reaching.plan),
    Check("company", _F, "Webhooks are refused, or the wrong inboxes show.", reaching.company),
    Check("scopes", _F, "Some things work, others never do.", reaching.scopes),
    Check("clock_skew", _F, "Webhooks are refused as too old.", reaching.clock_skew),
    Check("rate_limit", _F, "Answers are slow when there is much to do.", budget.rate_limit),
    Check("front_errors", _F, "Answers are late.", reaching.front_errors),
    Check("ai_teammate", _F, "No reply is sent.", workspace.ai_teammate),
    Check("fallback_assignee", _F, "Hand-offs go to nobody.", workspace.fallback_assignee),
    Check("channels", _F, "Replies are written and never arrive.", workspace.channels),
    Check("call_channel", _F, "Callers hear nothing by text or mail.", workspace.call_channel),
    Check("tag_names", _F, "Rules on our tags do not fire.", workspace.tag_names),
    Check(
        "webhook_called", _E, "Customers write, and nothing shows here.", arriving.webhook_called
    ),
    Check("webhook_signature", _E, "Front cannot save the webhook.", arriving.webhook_signature),
    Check("webhook_silent", _E, "It worked, and then it stopped.", arriving.webhook_silent),
    Check("webhook_events", _E, "Some things are noticed late or never.", arriving.webhook_events),
    Check("webhook_losses", _E, "Some answers come minutes late.", arriving.webhook_losses),
    Check("event_list", _E, "What a webhook missed is never found.", arriving.event_list),
    Check("duplicates", _E, "Every event seems to come twice.", arriving.duplicates),
    Check("master_switch", _R, "The AI says nothing.", rules.master_switch),
    Check("mode", _R, "The AI works, and customers hear nothing.", rules.mode),
    Check("inboxes", _R, "The AI says nothing in some inboxes.", workspace.inboxes),
    Check("silences", _A, "The AI did not answer a message.", silences.silences),
    Check("nothing_answered", _A, "The AI answers nothing at all.", silences.nothing_answered),
    Check("agent_failures", _A, "Questions are handed over at once.", silences.agent_failures),
    Check("other_bot", _A, "Customers get two automatic answers.", silences.other_bot),
    Check("answered_twice", _A, "Customers get the same answer twice.", writing.answered_twice),
    Check("answer_steps", _A, "An answer was decided and not sent.", writing.answer_steps),
    Check("stuck", _A, "An answer was decided, and nothing happens.", writing.stuck),
    Check("in_doubt", _A, "It is unclear whether a reply went out.", writing.in_doubt),
    Check("attachments", _A, "The AI does not know what was attached.", writing.attachments),
    Check("tags_applied", _A, "Conversations lack our tags.", writing.tags_applied),
    Check("handoff_steps", _H, "The AI hands over, and it does not show.", handoffs.handoff_steps),
    Check("still_assigned", _H, "Noted, and still assigned to the AI.", handoffs.still_assigned),
    Check("handoffs_waiting", _H, "A customer waits for a person.", handoffs.handoffs_waiting),
    Check("alarms", _H, "Something waits for a person.", writing.alarms),
    Check("articles", _K, "Every question is handed over.", knowledge.articles),
    Check("knowledge_fresh", _K, "Answers quote what was changed.", knowledge.knowledge_fresh),
    Check("vectors", _K, "Answers are missed that other words would find.", knowledge.vectors),
)
