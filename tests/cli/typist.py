"""A terminal with somebody at it who has the answers, and an installation to connect."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2

from frontmate.app import listen
from frontmate.cli.connect import connect
from frontmate.cli.connect_given import Given
from frontmate.settings import Settings, read_settings
from frontmate.simulator import Config, Simulator, serve
from frontmate.simulator.config import DEFAULT_TEAMMATES, TeammateConfig
from frontmate.simulator.help_centers import HelpArticle, HelpCenter

TOKEN = "simulated-token"
SIGNING_KEY = "a-signing-key-for-tests"
SECRET_KEY = "the-key-of-an-installation-for-tests"
LAMPS = "How do I reset the dimmer of my lamp?"
MIA = "mia@example.com"

BLOCKED = TeammateConfig("tea_1gus", "gus@example.com", "gus", "Gus")
HELP = HelpCenter(
    name="Lamps & more",
    type="external",
    status="published",
    locales=("en",),
    id="knb_1pub",
    articles=(
        HelpArticle(
            title="Reset the dimmer",
            locale="en",
            html="<p>To reset the dimmer of a lamp, hold the round button for ten seconds until "
            "the light blinks twice. Let go, wait a moment, and press the button once.</p>",
        ),
    ),
)
HANDBOOK = HelpCenter(
    name="Handbook", type="internal", status="published", locales=("en", "de"), id="knb_2int"
)

Answer = tuple[str, str]
Deed = Callable[[], Awaitable[object]]


@dataclass
class Typist:
    """Answers each question by its words, in this order; does deeds as soon as words are shown."""

    answers: list[Answer] = field(default_factory=list)
    deeds: dict[str, list[Deed]] = field(default_factory=dict)
    shown: str = ""
    typed_secretly: list[str] = field(default_factory=list)
    _doing: set[asyncio.Future[object]] = field(default_factory=set)

    def write(self, text: str) -> None:
        self.shown += text
        for words, deeds in self.deeds.items():
            if deeds and words in text:
                self._doing.add(asyncio.ensure_future(deeds.pop(0)()))

    async def read(self, prompt: str) -> str:
        answer = self._answer(prompt)
        self.shown += f"{prompt}{answer}\n"
        return answer

    async def read_secret(self, prompt: str) -> str:
        answer = self._answer(prompt)
        self.shown += f"{prompt}\n"
        self.typed_secretly.append(answer)
        return answer

    def _answer(self, prompt: str) -> str:
        if not self.answers:
            raise EOFError(prompt)
        words, answer = self.answers.pop(0)
        assert words in prompt, f"asked “{prompt}” where “{words}” was expected\n{self.shown}"
        return answer


@dataclass
class Place:
    """A company at the simulated Front, and an installation that is not connected to it yet."""

    front: str
    http: httpx2.AsyncClient
    settings: Settings

    @property
    def url(self) -> str:
        return f"http://{self.settings.host}:{self.settings.port}"

    async def control(self, action: str, **given: object) -> Any:
        answer = await self.http.post(f"{self.front}/_control/{action}", json=given)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def save_webhook(self, name: str = "main", secret: str = SIGNING_KEY, **more: Any) -> Any:
        """As an administrator does in Front; the handshake is made at once."""
        hook = {"url": f"{self.url}/webhooks/front/{name}", "secret": secret, **more}
        return await self.control("webhooks", app=hook)

    async def write_as(self, handle: str, words: str = LAMPS, **given: object) -> Any:
        return await self.control(
            "customer_message", channel="email", handle=handle, text=words, **given
        )

    async def run(self, typist: Typist, given: Given | None = None, **more: Any) -> int:
        """The exit status of `frontmate connect`."""
        asked = given or Given(api_url=self.front)
        return await connect(typist, self.settings, asked, **{"unattended": False, **more})


@contextlib.asynccontextmanager
async def place(database_url: str, data: Path, **config: Any) -> AsyncIterator[Place]:
    """Open both; nothing of ours runs yet."""
    with contextlib.closing(listen("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = read_settings(
        {
            "FRONTMATE_DATABASE_URL": database_url,
            "FRONTMATE_DATA": str(data),
            "FRONTMATE_PORT": str(port),
            "FRONTMATE_SECRET_KEY": SECRET_KEY,
            "FRONTMATE_ENCODER": "none",
        }
    )
    teammates = (*DEFAULT_TEAMMATES, BLOCKED)
    chosen = {"help_centers": (HELP, HANDBOOK), "teammates": teammates, "ratelimit": 0, **config}
    simulator = Simulator(Config(message_delay=0.05, webhook_retry_delays=(0.1,), **chosen))
    async with serve(simulator) as front, httpx2.AsyncClient(timeout=10) as http:
        yield Place(front, http, settings)
