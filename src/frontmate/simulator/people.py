"""Who there is in the simulated company, and how they are found (ids and `alt:` aliases)."""

from collections.abc import Callable, Iterable

from frontmate.simulator.channels import kind_of, message_type_of
from frontmate.simulator.company import ShiftConfig
from frontmate.simulator.config import Config, InboxConfig, TeammateConfig
from frontmate.simulator.contacts import Contacts
from frontmate.simulator.ids import Ids
from frontmate.simulator.records import (
    Contact,
    Inbox,
    Link,
    Shift,
    Signature,
    Team,
    Teammate,
    TicketStatus,
    TimeOff,
)
from frontmate.simulator.tagging import Tags


class People(Contacts, Tags):
    """Plain lookups over plain records of whoever and whatever the company has."""

    def __init__(self, config: Config, ids: Ids, now: Callable[[], float]) -> None:
        Contacts.__init__(self, ids, now)
        Tags.__init__(self, ids, now)
        self.teammates = {t.id: _teammate(t) for t in config.teammates}
        self.inboxes = {i.id: _inbox(i, ids.mint("cha")) for i in config.inboxes}
        self.teams = {t.id: t for t in self._teams(config)}
        self.statuses = {
            s.id: TicketStatus(s.id, s.name, s.category, now(), s.description)
            for s in (config.statuses if config.ticketing else ())
        }
        self.signatures = {
            s.id: Signature(s.id, s.name, s.body, s.owner, s.is_default, s.sender_info, s.channels)
            for s in config.signatures
        }
        first_team = next(iter(self.teams), "")
        self.shifts = {s.id: _shift(s, s.owner or first_team, now()) for s in config.shifts}
        self.time_offs = {
            o.id: TimeOff(o.id, o.name, o.teammate, o.start_at, o.end_at, now())
            for o in config.time_offs
        }
        self.links: dict[str, Link] = {}
        self._link_by_url: dict[str, Link] = {}
        self.built_in_bots: dict[str, Teammate] = {}
        for name in config.tags:
            self.add_tag(name)

    # Teammates and teams

    def teammate(self, key: str) -> Teammate | None:
        if key.startswith("alt:email:"):
            email = key.removeprefix("alt:email:").casefold()
            return next((t for t in self.teammates.values() if t.email.casefold() == email), None)
        return self.teammates.get(key) or next(
            (t for t in self.built_in_bots.values() if t.id == key), None
        )

    def author(self, teammate_id: str | None) -> Teammate | None:
        return self.teammate(teammate_id) if teammate_id else None

    def bot(self, author_type: str) -> Teammate:
        """Front's own author of that type (`ai`, `rule`, `api` …); absent from the team list."""
        if author_type not in self.built_in_bots:
            name = {"ai": "Autopilot", "api": "API"}.get(author_type, author_type.capitalize())
            self.built_in_bots[author_type] = Teammate(
                self._ids.mint("tea"),
                f"{author_type}@bots.example.com",
                author_type,
                name,
                "",
                author_type,
            )
        return self.built_in_bots[author_type]

    def visitor(self, contact: Contact) -> Teammate:
        """A contact who writes on a website's chat, as the teammate-like author that Front has."""
        key = f"visitor:{contact.id}"
        if key not in self.built_in_bots:
            self.built_in_bots[key] = Teammate(
                self._ids.mint("tea"), "", "", contact.name, "", "visitor"
            )
        return self.built_in_bots[key]

    def members_of(self, inbox: Inbox) -> list[Teammate]:
        """Who has access: the inbox's team, or the one whose private inbox it is."""
        if inbox.owner_id:
            ids = [inbox.owner_id]
        else:
            ids = self.teams[inbox.team_id].member_ids if inbox.team_id in self.teams else []
        return [self.teammates[i] for i in ids if i in self.teammates]

    def inboxes_of(self, teammate: Teammate) -> list[Inbox]:
        return [i for i in self.inboxes.values() if teammate in self.members_of(i)]

    # Inboxes

    def inbox_for(self, channel: str) -> Inbox | None:
        """The first inbox whose channel is of that kind (email, chat, sms …), else of that type."""
        inboxes = self.inboxes.values()
        by_kind = (i for i in inboxes if self.channel_kind(i) == channel)
        by_type = (i for i in inboxes if channel in {i.channel_type, self.message_type(i)})
        return next(by_kind, None) or next(by_type, None)

    def inbox_of_channel(self, key: str) -> Inbox | None:
        address = key.removeprefix("alt:address:") if key.startswith("alt:address:") else None
        for inbox in self.inboxes.values():
            if (inbox.address == address) if address is not None else (inbox.channel_id == key):
                return inbox
        return None

    def inboxes_addressed(self, handles: Iterable[str]) -> list[Inbox]:
        """Those whose address is among them: a mail to two of ours is in both (facts 1.1)."""
        wanted = {handle.casefold() for handle in handles}
        return [i for i in self.inboxes.values() if i.address and i.address.casefold() in wanted]

    @staticmethod
    def channel_kind(inbox: Inbox) -> str:
        return kind_of(inbox.channel_type)

    @staticmethod
    def message_type(inbox: Inbox) -> str:
        return message_type_of(inbox.channel_type)

    @classmethod
    def is_email(cls, inbox: Inbox) -> bool:
        """With subject, copies, signature and HTML; no other channel has these (facts 6)."""
        return cls.message_type(inbox) == "email"

    # Links

    def link_to(self, url: str, name: str | None = None) -> Link:
        """The one there is to that address, else a new one; a link made by the API is `web`."""
        found = self._link_by_url.get(url)
        if found is None:
            found = Link(self._ids.mint("top"), name or url, "web", url)
            self.links[found.id] = self._link_by_url[url] = found
        return found

    # Ticket statuses

    def default_status(self, category: str) -> TicketStatus | None:
        """None where ticketing is off."""
        return next((s for s in self.statuses.values() if s.category == category), None)

    def _teams(self, config: Config) -> Iterable[Team]:
        """An inbox that no team names is the first team's."""
        named = {i for team in config.teams for i in team.inboxes or ()}
        rest = [i.id for i in self.inboxes.values() if not i.owner_id and i.id not in named]
        for given in config.teams:
            takes_rest = given.inboxes is None or given is config.teams[0]
            inboxes = [*(given.inboxes or ()), *(rest if takes_rest else ())]
            members = list(self.teammates) if given.members is None else list(given.members)
            _known(given.id, inboxes, self.inboxes)
            _known(given.id, members, self.teammates)
            for inbox in inboxes:
                self.inboxes[inbox].team_id = given.id
            yield Team(given.id, given.name, inboxes, members)


def _teammate(given: TeammateConfig) -> Teammate:
    return Teammate(
        given.id,
        given.email,
        given.username,
        given.first_name,
        given.last_name,
        given.type,
        given.is_admin,
        given.is_available,
        given.is_blocked,
    )


def _inbox(given: InboxConfig, channel_id: str) -> Inbox:
    return Inbox(
        given.id,
        given.name,
        channel_id,
        given.channel_type,
        given.address,
        is_private=bool(given.owner),
        is_valid=given.is_valid,
        undo_send_time=given.undo_send_time,
        owner_id=given.owner or None,
    )


def _shift(given: ShiftConfig, owner_id: str, now: float) -> Shift:
    return Shift(
        given.id,
        given.name,
        owner_id,
        list(given.teammates),
        {day: (start, end) for day, (start, end) in given.times.items()},
        now,
        given.color,
        given.timezone,
    )


def _known(team: str, ids: Iterable[str], there: Iterable[str]) -> None:
    unknown = sorted(set(ids) - set(there))
    if unknown:
        raise ValueError(f"teams: {team} names what there is not: {', '.join(unknown)}")
