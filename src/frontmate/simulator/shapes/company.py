"""Teams, ticket statuses, signatures and working hours as JSON."""

from frontmate.simulator.records import Shift, Signature, Team, TicketStatus, TimeOff
from frontmate.simulator.shapes.directory import DirectoryShapes, Json


class CompanyShapes(DirectoryShapes):
    """What the config says and nobody changes."""

    def team_preview(self, team: Team) -> Json:
        return {
            "_links": {"self": f"{self.base_url}/teams/{team.id}"},
            "id": team.id,
            "name": team.name,
        }

    def team(self, team: Team) -> Json:
        people = self._workspace.people
        return self.team_preview(team) | {
            "inboxes": [self.inbox(people.inboxes[i]) for i in team.inbox_ids],
            "members": [self.teammate(people.teammates[i]) for i in team.member_ids],
        }

    def status(self, status: TicketStatus) -> Json:
        return {
            "_links": {"self": f"{self.base_url}/company/statuses/{status.id}"},
            "id": status.id,
            "name": status.name,
            "category": status.category,
            "description": status.description or None,
            "created_at": status.created_at,
            "updated_at": status.created_at,
        }

    def signature(self, signature: Signature) -> Json:
        channels = signature.channel_ids
        return {
            "_links": self.links(
                f"signatures/{signature.id}", owner=self.owner(signature.owner_id)
            ),
            "id": signature.id,
            "name": signature.name,
            "body": signature.body,
            "sender_info": signature.sender_info,
            "is_visible_for_all_teammate_channels": False,
            "is_default": signature.is_default,
            "is_private": signature.owner_id.startswith("tea_"),
            "channel_ids": None if channels is None else list(channels),
        }

    def shift(self, shift: Shift) -> Json:
        path = f"shifts/{shift.id}"
        return {
            "_links": self.links(path, "teammates", owner=self.owner(shift.owner_id)),
            "id": shift.id,
            "name": shift.name,
            "color": shift.color,
            "timezone": shift.timezone,
            "times": {
                day: {"start": start, "end": end} for day, (start, end) in shift.times.items()
            },
            "created_at": shift.created_at,
            "updated_at": shift.created_at,
        }

    def time_off(self, time_off: TimeOff) -> Json:
        return {
            "_links": self.links(
                f"time_offs/{time_off.id}", teammate=self.owner(time_off.teammate_id)
            ),
            "id": time_off.id,
            "name": time_off.name,
            "start_at": time_off.start_at,
            "end_at": time_off.end_at,
            "created_at": time_off.created_at,
            "updated_at": time_off.created_at,
            "auto_responder": {
                "is_enabled": False,
                "channel_ids": [],
                "is_contacts_only": False,
                "body": "",
            },
        }
