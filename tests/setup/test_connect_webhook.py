"""The webhook step: addresses that Front cannot reach, keys, handshakes, and refusals."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from frontmate.front import WebhookKind
from frontmate.setup import Kit, Problem, webhook, workspaces
from frontmate.store import webhooks
from tests.setup.connecting import emptied, kit_on, wanted

PUBLIC = "https://mate.example.com"
SOON = timedelta(seconds=0.1)
LATER = timedelta(seconds=20)


@pytest.fixture
async def kit(module_database_url: str) -> AsyncIterator[Kit]:
    async with emptied(module_database_url) as engine:
        kit = kit_on(engine)
        assert await workspaces.save(kit, wanted("http://127.0.0.1:1")) is None
        yield kit


def test_the_url_is_the_door_s() -> None:
    assert webhook.url_of(f"{PUBLIC}/", "main") == f"{PUBLIC}/webhooks/front/main"


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:8766",
        "https://localhost",
        "https://localhost.:8443",
        "http://[::1]:8766",
        "https://192.168.1.20",
        "https://10.0.0.7",
        "https://[fd00::1]",
        "https://mate",
        "https://mate.local",
        "https://mate.corp.internal",
        "http://0.0.0.0:8766",
    ],
)
def test_an_address_of_this_machine_or_network_is_called_that(url: str) -> None:
    problem = webhook.unreachable(url)
    assert problem is not None
    assert problem.word == "local_address"
    assert "--intake poll" in problem.fix


def test_http_is_warned_of() -> None:
    problem = webhook.unreachable("http://mate.example.com")
    assert problem is not None
    assert problem.word == "not_https"


@pytest.mark.parametrize("url", [PUBLIC, "https://8.8.8.8", "https://mate.example.co.uk:8443/x"])
def test_a_public_address_is_not_doubted(url: str) -> None:
    assert webhook.unreachable(url) is None


@pytest.mark.parametrize("key", ["", "  ", "two words", "ümlaut", "eyJhbGciOi.eyJpc3Mi.c2ln"])
def test_what_is_no_key_is_not_saved(key: str) -> None:
    problem = webhook.unusable_key(key, WebhookKind.APPLICATION)
    assert problem is not None
    assert "Basic information" in problem.fix


def test_each_kind_says_where_its_key_stands() -> None:
    problem = webhook.unusable_key("", WebhookKind.RULE)
    assert problem is not None
    assert "Integrations > Webhooks" in problem.fix


async def test_the_key_of_one_kind_leaves_the_other_s(kit: Kit) -> None:
    await webhook.save_key(kit, "main", WebhookKind.APPLICATION, " a-signing-key\n")
    await webhook.save_key(kit, "main", WebhookKind.RULE, "a-rule-secret")
    opened = await kit.secrets_of("main")
    assert opened["signing_key"] == "a-signing-key"
    assert opened["rule_secret"] == "a-rule-secret"


async def _shake(kit: Kit) -> None:
    async with kit.engine.begin() as db:
        await webhooks.shook_hands(db, "main", kit.clock())


async def _refuse(kit: Kit, why: str, at: datetime | None = None) -> None:
    async with kit.engine.begin() as db:
        await webhooks.refused(db, "main", why, at or kit.clock())


async def test_a_handshake_is_seen_while_waiting(kit: Kit) -> None:
    since = kit.clock()
    waiting = asyncio.create_task(webhook.wait_for_handshake(kit, "main", since, LATER, PUBLIC))
    await _shake(kit)
    seen = await waiting
    assert isinstance(seen, webhook.Handshake)
    assert seen.at >= since


async def test_an_old_handshake_proves_nothing(kit: Kit) -> None:
    await _shake(kit)
    seen = await webhook.wait_for_handshake(kit, "main", kit.clock(), SOON, PUBLIC)
    assert isinstance(seen, Problem)
    assert seen.word == "no_handshake"
    assert "/healthz" in seen.fix


async def test_no_handshake_at_a_local_address_says_that_it_is_local(kit: Kit) -> None:
    url = "http://127.0.0.1:8766"
    seen = await webhook.wait_for_handshake(kit, "main", kit.clock(), SOON, url)
    assert isinstance(seen, Problem)
    assert "known on this machine" in seen.what
    assert "--intake poll" in seen.fix


WORDS = {
    "bad_signature": "the key is another one",
    "wrong_kind": "of the other kind",
    "wrong_company": "another company",
    "stale_timestamp": "five minutes",
    "unparsable": "was refused (unparsable)",
}


@pytest.mark.parametrize("why", sorted(WORDS))
async def test_a_refused_webhook_is_explained_at_once(why: str, kit: Kit) -> None:
    since = kit.clock()
    await _refuse(kit, why)
    seen = await webhook.wait_for_handshake(kit, "main", since, LATER, PUBLIC)
    assert isinstance(seen, Problem)
    assert seen.word == why
    assert WORDS[why] in seen.what


async def test_a_refusal_from_before_the_key_was_changed_does_not_count(kit: Kit) -> None:
    await _refuse(kit, "bad_signature", datetime.now(UTC) - timedelta(minutes=1))
    since = await webhook.save_key(kit, "main", WebhookKind.APPLICATION, "a-better-key")
    await _shake(kit)
    seen = await webhook.wait_for_handshake(kit, "main", since, LATER, PUBLIC)
    assert isinstance(seen, webhook.Handshake)
