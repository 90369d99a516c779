"""What can be wrong with how far we have read, and with the calendar that hand-offs wait by."""

from frontmate.conversation.hours import OfficeHours
from frontmate.store import connections, cursors
from tests.setup.scenario import Scenario, scenario
from tests.setup.ward import Ward

ILL: list[Scenario] = []


@scenario(ILL, "event_list", "warn", "it is read, but 40 minutes behind")
async def more_happens_than_is_read(ward: Ward) -> None:
    at = ward.ago(minutes=40)
    async with ward.engine.begin() as db:
        await cursors.move(db, "main", "events", at, ward.now, behind=at)


@scenario(ILL, "handoffs_waiting", "warn", "does not know the zone")
async def the_offices_zone_is_unknown(ward: Ward) -> None:
    async with ward.engine.begin() as db:
        hours = OfficeHours("Mars/Olympus")
        await connections.change_policy(db, "main", ward.now, hours=hours)
