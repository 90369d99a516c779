"""`frontmate connect` with somebody at the terminal, the real product, and a simulated Front."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from frontmate.cli.connect_given import Given
from frontmate.conversation.policy import Mode
from frontmate.front import NEEDED
from frontmate.store import Keeper, connections, secrets
from tests.cli.typist import MIA, SECRET_KEY, SIGNING_KEY, TOKEN, Answer, Place, Typist, place
from tests.databases import tables_with


@pytest.fixture
async def here(database_url: str, tmp_path: Path) -> AsyncIterator[Place]:
    async with place(database_url, tmp_path / "data") as opened:
        yield opened


ACCESS: list[Answer] = [("Token", TOKEN), ("Which one is the AI?", "1")]
WEBHOOK: list[Answer] = [
    ("Which way?", "1"),
    ("Which kind?", ""),
    ("Signing key", SIGNING_KEY),
]
RULES: list[Answer] = [
    ("Which inboxes", ""),
    ("nobody is assigned to?", "y"),
    ("as tags in Front", ""),
    ("Mode?", ""),
]
KNOWLEDGE: list[Answer] = [
    ("A folder of Markdown", ""),
    ("What may it answer from?", ""),
    ("Public address of “Lamps & more”", "https://help.lamps.example"),
]
NO_TEST: list[Answer] = [("The address that you will write from", "")]


async def test_a_workspace_is_connected_from_token_to_reply(
    here: Place, engine: AsyncEngine, caplog: pytest.LogCaptureFixture
) -> None:
    typist = Typist(
        [*ACCESS, *WEBHOOK, *RULES, *KNOWLEDGE, ("The address that you will write from", MIA)],
        {
            "waiting for its handshake": [here.save_webhook],
            "Waiting for it": [lambda: here.write_as(MIA)],
        },
    )
    status = await here.run(typist)
    assert status == 0, typist.shown
    for said in (
        "✓ Example Company (cmp_1demo)",
        "✓ messages:send",
        "✓ The AI writes as Ada (tea_1ada)",
        f"URL:     {here.url}/webhooks/front/main",
        "✓ Handshake seen",
        "✓ The AI is switched on",
        "switched on, mode draft, all inboxes, answers unassigned conversations, tag sync on",
        "1. [x] Lamps & more (Front, knb_1pub; en; for customers)",
        "2. [x] Handbook (Front, knb_2int; en, de; internal: never quoted)",
        "✓ Lamps & more: read",
        "Received: Front told us of it by webhook",
        "the draft lies in Front",
    ):
        assert said in typist.shown, f"{said}\n{typist.shown}"
    assert typist.typed_secretly == [TOKEN, SIGNING_KEY]
    assert TOKEN not in typist.shown + caplog.text
    assert SIGNING_KEY not in typist.shown + caplog.text
    await _nothing_is_in_the_clear(engine)


async def _nothing_is_in_the_clear(engine: AsyncEngine) -> None:
    async with engine.begin() as db:
        assert await secrets.read(db, Keeper(SECRET_KEY), "main") == {
            "token": TOKEN,
            "signing_key": SIGNING_KEY,
        }
        policy = await connections.policy_of(db, "main")
    assert policy.mode is Mode.DRAFT
    for secret in (TOKEN, SIGNING_KEY):
        assert await tables_with(engine, secret) == []


async def test_it_goes_on_where_it_was_interrupted_and_changes_single_things(
    here: Place, engine: AsyncEngine
) -> None:
    cut_off = Typist([*ACCESS, ("Which way?", "2"), ("Which inboxes", "9"), ("Which inboxes", "1")])
    with pytest.raises(EOFError):
        await here.run(cut_off)
    assert "Please give numbers from 1 to 3" in cut_off.shown
    async with engine.begin() as db:
        assert not (await connections.policy_of(db, "main")).enabled
    first = ("Which connection?", "")
    later = Typist([first, *RULES, *KNOWLEDGE, ("What shall be changed?", "")])
    assert await here.run(later) == 0, later.shown
    assert "Still to do: inboxes, unassigned conversations" in later.shown
    assert later.typed_secretly == []
    renamed = Typist([first, ("changed?", "2"), ("Which one is the AI?", "4"), ("changed?", "7")])
    assert await here.run(renamed) == 0, renamed.shown
    assert "Note: customers will see Mia Torres as the writer" in renamed.shown
    assert TOKEN not in later.shown + renamed.shown
    async with engine.begin() as db:
        found = await connections.get(db, "main")
    assert found is not None
    assert (found.ai_teammate, found.intake) == ("tea_1mia", "poll")


async def test_a_wrong_key_is_told_and_entered_again(here: Place) -> None:
    typist = Typist(
        [
            *ACCESS,
            *WEBHOOK[:2],
            ("Signing key", "not-the-key"),
            ("What now?", ""),
            ("Signing key", SIGNING_KEY),
            *RULES,
            *KNOWLEDGE,
            *NO_TEST,
        ],
        {"waiting for its handshake": [here.save_webhook, here.save_webhook]},
    )
    assert await here.run(typist) == 0, typist.shown
    assert "the key is another one" in typist.shown
    assert typist.shown.count("Handshake seen") == 1


async def test_without_a_handshake_it_can_poll_instead(here: Place, engine: AsyncEngine) -> None:
    typist = Typist(
        [*ACCESS, *WEBHOOK, ("What now?", "3"), *RULES, *KNOWLEDGE, *NO_TEST],
    )
    assert await here.run(typist, Given(api_url=here.front, wait=0.1)) == 0, typist.shown
    assert "No handshake came" in typist.shown
    async with engine.begin() as db:
        found = await connections.get(db, "main")
    assert found is not None
    assert found.intake == "poll"


async def test_a_revoked_token_is_entered_again_and_missing_permissions_are_named(
    here: Place,
) -> None:
    scopes = [need.scope for need in NEEDED if need.scope not in ("messages:send", "tags:read")]
    await here.control("add_token", token="poor", scopes=scopes)
    typist = Typist(
        [
            ("Token", "revoked-token"),
            ("Try again?", ""),
            ("Token", "poor"),
            ("Go on all the same?", ""),
            ("Try again?", "n"),
        ]
    )
    assert await here.run(typist) == 1
    assert "does not accept the token" in typist.shown
    assert "✗ messages:send is missing. No reply and no notice reaches a customer." in typist.shown
    assert "Without tags:read: no tag sync" in typist.shown
    assert "→ Add what is missing in Front" in typist.shown
    assert "revoked-token" not in typist.shown
