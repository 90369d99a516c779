"""A workspace written down whole, for the demo, benchmarks and tests; people use `connect`."""

from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from frontmate.app.clock import utc_now
from frontmate.conversation.policy import Policy
from frontmate.front import Identity, WebhookSecrets
from frontmate.store import Keeper, Source, connections, secrets, sources
from frontmate.store import Workspace as Connected


@dataclass(frozen=True)
class NewWorkspace:
    """One Front workspace to connect, secrets included."""

    connection: str
    identity: Identity
    token: str = field(repr=False)
    secrets: WebhookSecrets = field(repr=False)
    api_url: str = "https://api2.frontapp.com"
    requests_per_minute: int = 50
    policy: Policy = field(default_factory=Policy)
    """The first policy; later ones are rows."""
    help_center: Path | None = None
    """A folder of Markdown."""
    ai_name: str = "the AI assistant"
    intake: str = "webhook"


async def enrol(engine: AsyncEngine, keeper: Keeper, new: NewWorkspace) -> None:
    """Connect it, or change what is connected under this name. Raises CompanyTakenError."""
    now = utc_now()
    given = {
        "token": new.token,
        "signing_key": new.secrets.application,
        "rule_secret": new.secrets.rule,
    }
    async with engine.begin() as db:
        await connections.connect(db, _connected(new), new.policy, now)
        for name, value in given.items():
            if value:
                await secrets.put(db, keeper, new.connection, name, value, now)  # type: ignore[arg-type] # the names above
        if new.help_center is not None:
            folder = str(new.help_center)
            source = Source("folder", folder, new.help_center.name, (), True)
            await sources.found(db, new.connection, source, now)


def _connected(new: NewWorkspace) -> Connected:
    return Connected(
        id=new.connection,
        company=new.identity.company,
        ai_teammate=new.identity.ai_teammate,
        ai_name=new.ai_name,
        api_url=new.api_url,
        requests_per_minute=new.requests_per_minute,
        intake=new.intake,
    )
