"""The help center of the journeys: a small one, written for them."""

import itertools
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from frontmate.simulator import Config
from tests.journeys.house import House, open_house

_ARTICLES = {
    "returns": (
        "Returns and refunds",
        "public",
        "You can return any lamp within 30 days of delivery. Send an email with your order number "
        "and we reply with a free return label. The refund reaches your card within 5 working "
        "days after the lamp has arrived at our warehouse.",
    ),
    "dimmer": (
        "Reset the dimmer",
        "public",
        "To reset the dimmer, hold the round button for ten seconds until the light blinks twice. "
        "Let go, wait for a moment, and press the button once. The dimmer then starts with its "
        "factory settings.",
    ),
    "shipping": (
        "Shipping times",
        "public",
        "We ship to all countries of the European Union. Orders leave our warehouse in Ghent "
        "within two working days and arrive after three to six days. Shipping is free for orders "
        "above 60 euro.",
    ),
    "goodwill": (
        "Goodwill limits",
        "internal",
        "Agents may refund up to 25 euro of goodwill without asking. Use the voucher LANTERN25.",
    ),
}


@pytest.fixture
def help_center(tmp_path: Path) -> Path:
    return write_articles(tmp_path / "help")


def write_articles(folder: Path) -> Path:
    folder.mkdir()
    for slug, (title, visibility, body) in _ARTICLES.items():
        (folder / f"{slug}.md").write_text(
            f"---\ntitle: {title}\nslug: {slug}\nvisibility: {visibility}\nstatus: published\n"
            f"locale: en\nkeywords: []\nupdated: 2026-01-01\n"
            f"url: https://help.lamp.example/{slug}\n---\n\n{body}\n",
            encoding="utf-8",
        )
    return folder


@pytest.fixture
async def house(database_url: str, help_center: Path) -> AsyncIterator[House]:
    """A house of the journey's own."""
    async with open_house(database_url, help_center) as house:
        yield house


@pytest.fixture(scope="module")
def module_help_center(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same for all journeys of a file."""
    return write_articles(tmp_path_factory.mktemp("house") / "help")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def one_house(
    request: pytest.FixtureRequest, module_database_url: str, module_help_center: Path
) -> AsyncIterator[House]:
    """A house for all journeys of a file: each has its own customers, and `tidy` in between. A
    file with `INBOXES` has those in it."""
    inboxes = getattr(request.module, "INBOXES", Config().inboxes)
    async with open_house(module_database_url, module_help_center, inboxes=inboxes) as house:
        house.strangers = itertools.count(1)
        yield house
