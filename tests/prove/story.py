"""What is known of one conversation at the end of a run: at the stand-in, and in the product."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from frontmate.simulator import Simulator
from frontmate.store import troubles
from frontmate.store.troubles import TroubleKind
from tests.journeys.house import AI
from tests.prove.arena import Arena

Json = dict[str, Any]

WORDS = {"inbound", "call_transcript_added", "call_voicemail_transcript_added"}
"""The changes by which a customer says something; of a call, once it is written down."""


@dataclass
class Story:
    """All that the stand-in knows of one conversation, of those merged into it too."""

    id: str
    simulator: Simulator
    asked_elsewhere: tuple[str, ...] = ()
    """What the customer said by telephone, where this is how it was answered."""
    ids: set[str] = field(init=False)

    def __post_init__(self) -> None:
        merged = self.simulator.desk.workspace.merged
        self.ids = {self.id, *(gone for gone in merged if self._survivor(gone) == self.id)}

    def _survivor(self, id_: str) -> str:
        return self.simulator.desk.workspace.survivor_of(id_)

    @property
    def conversation(self) -> Any:
        return self.simulator.desk.workspace.conversations[self.id]

    def entries(self, kind: str) -> list[Json]:
        found = self.simulator.journal.of_kind(kind)
        return [e for e in found if e.get("conversation") in self.ids]

    def requests(self, method: str, ending: str = "") -> list[Json]:
        """In the order in which they began; those that Front took, and those it did not."""
        paths = {f"/conversations/{id_}{ending}" for id_ in self.ids}
        found = self.simulator.journal.of_kind("request")
        return [e for e in found if e["method"] == method and e["path"] in paths]

    @property
    def inbound(self) -> list[Any]:
        return [m for m in self.conversation.messages if m.is_inbound]

    @property
    def ours(self) -> list[Json]:
        """What customers really got from us, an entry each."""
        return [e for e in self.entries("delivered") if e["author"] == AI]

    def told(self) -> str:
        """What happened, in its order, for whoever looks into a finding."""
        lines = []
        for entry in self.simulator.journal.entries:
            about = entry.get("conversation") or entry.get("path", "")
            if not any(id_ in about for id_ in self.ids):
                continue
            if entry["kind"] == "change":
                lines.append(f"{entry['n']} {self._change(entry)}")
            elif entry["kind"] == "request" and entry["method"] != "GET":
                path = entry["path"].rsplit("/", 1)[-1]
                lines.append(f"{entry['n']} {entry['method']} {path} {entry['status']}")
        return " | ".join(lines)

    def _change(self, entry: Json) -> str:
        event = self.simulator.desk.workspace.event(entry["event"])
        target = ((event.data.get("target") or {}).get("data") or {}) if event else {}
        about = target.get("id", "") if entry["type"] in ("assign", "tag") else ""
        at = entry["at"][14:23]
        return f"{at} {entry['type']} {about} by {entry['source']}".replace("  ", " ")


@dataclass(frozen=True)
class Ledger:
    """What the product has written down of one conversation."""

    actions: Sequence[tuple[str, str]] = ()
    """Each row's step and state."""
    decided: Sequence[str] = ()
    """Why, event by event."""
    alarms: Sequence[str] = ()
    """Those that nobody has taken up yet."""
    alarmed: bool = False
    """Whether there was ever one: it ends once a person has the conversation."""
    listed: frozenset[TroubleKind] = frozenset()
    """As what it is on "needs a person", where it stays until somebody has it."""
    holder: str = ""
    reason: str | None = None


@dataclass(frozen=True)
class Ledgers:
    by_id: dict[str, Ledger]

    def of(self, id_: str) -> Ledger:
        return self.by_id.get(id_, Ledger())

    @classmethod
    async def read(cls, arena: Arena) -> "Ledgers":
        found: dict[str, Ledger] = {}
        for row in await arena.rows(
            "select c.front_id, s.holder, s.state->>'handoff_reason' as reason from conversations c"
            " join sessions s on s.conversation = c.id order by s.number"
        ):
            found[row.front_id] = Ledger(holder=row.holder, reason=row.reason)
        rows = await arena.rows(
            "select c.front_id, a.step, a.state from actions a join conversations c"
            " on c.id = a.conversation order by a.id"
        )
        for row in rows:
            one = found.get(row.front_id, Ledger())
            found[row.front_id] = replace(one, actions=[*one.actions, (row.step, row.state)])
        decided = await arena.rows(
            "select c.front_id, e.type, e.at, h.reason, h.note from history h"
            " join events e on e.id = h.event join conversations c on c.id = e.conversation"
            " order by h.id"
        )
        for row in decided:
            one = found.get(row.front_id, Ledger())
            line = f"{row.at:%M:%S.%f} {row.type}: {row.reason} {row.note}"
            found[row.front_id] = replace(one, decided=[*one.decided, line])
        alarms = await arena.rows(
            "select c.front_id, a.why, a.closed_at from alarms a join conversations c"
            " on c.id = a.conversation"
        )
        for row in alarms:
            one = replace(found.get(row.front_id, Ledger()), alarmed=True)
            still = [row.why] if row.closed_at is None else []
            found[row.front_id] = replace(one, alarms=[*one.alarms, *still])
        tomorrow = datetime.now(UTC) + timedelta(days=1)
        async with arena.app.engine.connect() as db:
            for need in await troubles.list_needs(db, tomorrow):
                one = found.get(need.front_id, Ledger())
                kinds = frozenset(trouble.kind for trouble in need.troubles)
                found[need.front_id] = replace(one, listed=kinds)
        return cls(found)
