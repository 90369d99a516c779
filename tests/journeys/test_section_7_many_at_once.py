"""Many at once: companies that do not mix, and two kinds of webhooks that are not confused."""

import contextlib
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest

from frontmate.app import NewWorkspace, Options, build, listen, serve
from frontmate.front import Identity, WebhookSecrets
from frontmate.simulator import Config, Simulator
from frontmate.simulator import serve as serve_simulator
from frontmate.store import CompanyTakenError
from tests.journeys.house import AI, QUICK, SIGNING_KEY, House, open_house
from tests.journeys.webhooks import envelope, inbound, post_app, post_rule, preview

QUESTION = "Can I return a lamp?"
RULE_SECRET = "a-rule-secret-for-tests"
KEYS = {"north": "the-key-of-north", "south": "the-key-of-south"}
DAYS = {"north": 14, "south": 90}


@dataclass(frozen=True)
class Companies:
    """Two companies in one process; each is a House of its own over the same product."""

    north: House
    south: House


def _workspace(name: str, front: str, help_center: Path, folder: Path) -> NewWorkspace:
    shutil.copytree(help_center, folder)
    article = folder / "returns.md"
    words = article.read_text("utf-8").replace("within 30 days", f"within {DAYS[name]} days")
    article.write_text(words, encoding="utf-8")
    return NewWorkspace(
        connection=name,
        identity=Identity(f"cmp_{name}", AI),
        token="simulated-token",
        secrets=WebhookSecrets(KEYS[name], None),
        api_url=front,
        requests_per_minute=100_000,
        policy=QUICK,
        help_center=folder,
        ai_name="Ada",
    )


@pytest.fixture
async def companies(
    database_url: str, help_center: Path, tmp_path: Path
) -> AsyncIterator[Companies]:
    listener = listen("127.0.0.1", 0)
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    async with contextlib.AsyncExitStack() as stack:
        fronts = {}
        for name in KEYS:
            # The same seed: both companies use the very same ids, the worst that can happen.
            config = Config(company_id=f"cmp_{name}", message_delay=0.05, ratelimit=0)
            fronts[name] = await stack.enter_async_context(serve_simulator(Simulator(config)))
        http = await stack.enter_async_context(httpx2.AsyncClient(timeout=10))
        workspaces = [_workspace(name, fronts[name], help_center, tmp_path / name) for name in KEYS]
        options = Options(public_url=url, secret_key="a-cookie-key-for-tests")
        app = await stack.enter_async_context(build(database_url, workspaces, options))
        await stack.enter_async_context(serve(app.web, listener))
        houses = [House(app, fronts[name], url, http, connection=name) for name in KEYS]
        await stack.enter_async_context(houses[0].working())
        for house in houses:
            hook = f"{url}/webhooks/front/{house.connection}"
            await house.control("webhooks", app={"url": hook, "secret": KEYS[house.connection]})
        yield Companies(*houses)


async def handmade(house: House, words: str) -> tuple[str, dict[str, Any]]:
    """A customer's message of which no webhook came, and its event as Front has it."""
    await house.control("webhooks", app=None)
    conversation = await house.customer(words)
    events = await house.http.get(
        f"{house.front}/conversations/{conversation}/events",
        headers={"authorization": "Bearer simulated-token"},
    )
    event: dict[str, Any] = events.json()["_results"][0]
    return conversation, event


async def test_7_1_two_companies_in_one_process_do_not_mix(companies: Companies) -> None:
    north = await companies.north.customer(QUESTION, handle="kim@shop.example")
    south = await companies.south.customer(QUESTION, handle="kim@shop.example")
    assert north == south, "both companies should use the same ids for this test to say much"
    (of_north,) = await companies.north.until_replies(north, 1)
    (of_south,) = await companies.south.until_replies(south, 1)
    assert "14 days" in of_north["text"]
    assert "90 days" in of_south["text"]
    await companies.north.until_quiet()
    await companies.south.until_quiet()
    assert len(await companies.north.delivered(north)) == 1
    assert len(await companies.south.delivered(south)) == 1
    rows = await companies.north.rows("select connection, front_id from conversations")
    assert sorted((r.connection, r.front_id) for r in rows) == [("north", north), ("south", south)]
    contacts = await companies.north.rows("select connection, handle from contacts")
    assert sorted((c.connection, c.handle) for c in contacts) == [
        ("north", "kim@shop.example"),
        ("south", "kim@shop.example"),
    ]


async def test_7_1_a_policy_is_its_own_connections(companies: Companies) -> None:
    await companies.north.set_policy(enabled=False)
    north = await companies.north.customer(QUESTION)
    south = await companies.south.customer(QUESTION)
    await companies.south.until_replies(south, 1)
    await companies.north.until_quiet()
    decided = await companies.north.rows(
        "select h.reason from history h join conversations c on c.id = h.conversation"
        " where c.connection = 'north'"
    )
    assert [row.reason for row in decided] == ["off"]
    assert await companies.north.replies(north) == []


async def test_7_1_the_key_of_one_company_opens_no_other_ones_door(companies: Companies) -> None:
    url = f"{companies.north.url}/webhooks/front/north"
    body = envelope("inbound_received", inbound(QUESTION), "cmp_north")
    refused = await post_app(companies.north.http, url, body, KEYS["south"])
    assert (refused.status_code, refused.json()["error"]) == (401, "bad_signature")
    assert await companies.north.rows("select id from deliveries") == []


async def test_7_1_a_company_cannot_be_connected_twice(house: House, database_url: str) -> None:
    again = NewWorkspace(
        connection="another",
        identity=Identity("cmp_1demo", AI),
        token="simulated-token",
        secrets=WebhookSecrets("another-key", None),
        api_url=house.front,
    )
    options = Options(public_url=house.url, secret_key="a-cookie-key-for-tests")
    with pytest.raises(CompanyTakenError):
        async with build(database_url, [again], options):
            pass
    known = await house.rows("select id from connections")
    assert [row.id for row in known] == ["main"]


async def test_7_2_a_rule_webhook_is_taken_where_its_secret_is_known(
    database_url: str, help_center: Path
) -> None:
    secrets = WebhookSecrets(None, RULE_SECRET)
    async with open_house(database_url, help_center, secrets=secrets) as house:
        url = f"{house.url}/webhooks/front/main"
        await house.control("webhooks", app=None, rule={"url": url, "secret": RULE_SECRET})
        conversation = await house.customer(QUESTION)
        (reply,) = await house.until_replies(conversation, 1)
        assert "30 days" in reply["text"]
        await house.until_quiet()
        assert len(await house.delivered(conversation)) == 1


async def test_7_2_both_kinds_for_one_event_are_answered_once(
    database_url: str, help_center: Path
) -> None:
    secrets = WebhookSecrets(SIGNING_KEY, RULE_SECRET)
    async with open_house(database_url, help_center, secrets=secrets) as house:
        url = f"{house.url}/webhooks/front/main"
        await house.control("webhooks", rule={"url": url, "secret": RULE_SECRET})
        conversation = await house.customer(QUESTION)
        await house.until_replies(conversation, 1)
        await house.until_quiet()
        hooks = (await house.http.get(f"{house.front}/_control/deliveries")).json()
        inbounds = [h for h in hooks if h["type"] == "inbound_received"]
        assert {(h["kind"], h["state"]) for h in inbounds} == {
            ("app", "delivered"),
            ("rule", "delivered"),
        }
        assert len(await house.delivered(conversation)) == 1


async def test_7_2_a_rule_webhook_is_refused_where_only_a_signing_key_is_known(
    house: House,
) -> None:
    url = f"{house.url}/webhooks/front/main"
    # Signed with the right key in the weaker way: no downgrade.
    refused = await post_rule(house.http, url, inbound(QUESTION), SIGNING_KEY)
    assert (refused.status_code, refused.json()["error"]) == (401, "wrong_kind")
    assert await house.rows("select id from deliveries") == []


async def test_7_2_an_application_webhook_is_refused_where_only_a_rule_secret_is_known(
    database_url: str, help_center: Path
) -> None:
    secrets = WebhookSecrets(None, RULE_SECRET)
    async with open_house(database_url, help_center, secrets=secrets) as house:
        body = envelope("inbound_received", inbound(QUESTION))
        url = f"{house.url}/webhooks/front/main"
        refused = await post_app(house.http, url, body, RULE_SECRET)
        assert (refused.status_code, refused.json()["error"]) == (401, "wrong_kind")
        assert await house.rows("select id from deliveries") == []


@pytest.mark.parametrize("company", ["cmp_other", ""])
async def test_7_2_a_webhook_for_another_company_is_refused(house: House, company: str) -> None:
    # A published application has one key for all companies: the signature alone proves nothing.
    body = envelope("inbound_received", inbound(QUESTION), company)
    refused = await post_app(house.http, f"{house.url}/webhooks/front/main", body, SIGNING_KEY)
    assert (refused.status_code, refused.json()["error"]) == (401, "wrong_company")
    assert await house.rows("select id from deliveries") == []


async def test_7_2_an_event_preview_is_read_by_fetching_the_event(
    database_url: str, help_center: Path
) -> None:
    secrets = WebhookSecrets(None, RULE_SECRET)
    async with open_house(database_url, help_center, secrets=secrets) as house:
        conversation, event = await handmade(house, QUESTION)
        url = f"{house.url}/webhooks/front/main"
        taken = await post_rule(house.http, url, preview(event), RULE_SECRET)
        assert taken.status_code == 200
        (reply,) = await house.until_replies(conversation, 1)
        assert "30 days" in reply["text"]
        assert len(await house.requests("GET", f"/events/{event['id']}")) == 1


async def test_7_2_a_preview_whose_event_is_gone_is_recorded_and_nothing_else(
    database_url: str, help_center: Path
) -> None:
    secrets = WebhookSecrets(None, RULE_SECRET)
    async with open_house(database_url, help_center, secrets=secrets) as house:
        conversation, event = await handmade(house, QUESTION)
        gone = preview({**event, "id": "evt_gone"})
        url = f"{house.url}/webhooks/front/main"
        assert (await post_rule(house.http, url, gone, RULE_SECRET)).status_code == 200
        await house.until_reason(conversation, "recorded")
        await house.until_quiet()
        assert await house.replies(conversation) == []
        (delivery,) = await house.rows("select state from deliveries")
        assert delivery.state == "handled"


async def test_7_2_a_preview_is_read_later_when_front_is_away(
    database_url: str, help_center: Path
) -> None:
    secrets = WebhookSecrets(None, RULE_SECRET)
    async with open_house(database_url, help_center, secrets=secrets) as house:
        conversation, event = await handmade(house, QUESTION)
        await house.fault("status", method="GET", path_regex="^/events/", status=503, times=1)
        url = f"{house.url}/webhooks/front/main"
        assert (await post_rule(house.http, url, preview(event), RULE_SECRET)).status_code == 200
        await house.until_replies(conversation, 1)
        await house.until_quiet()
        assert len(await house.delivered(conversation)) == 1
