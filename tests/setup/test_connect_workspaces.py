"""A connection as a whole: saved or not at all, changed, forgotten; secrets are never shown."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from frontmate.conversation.policy import Mode
from frontmate.front import Company, WebhookKind
from frontmate.setup import Kit, Problem, rules, webhook, workspaces
from frontmate.store import WrongKeyError, audit, connections, sealing, secrets
from tests.setup.connecting import ADA, TOKEN, emptied, kit_on, wanted

URL = "http://127.0.0.1:1"
OTHER = Company("cmp_2other", "Other Ltd", "")


@pytest.fixture
async def kit(module_database_url: str) -> AsyncIterator[Kit]:
    async with emptied(module_database_url) as engine:
        yield kit_on(engine)


async def _saved(kit: Kit, **other: Any) -> workspaces.Overview:
    assert await workspaces.save(kit, wanted(URL, **other)) is None
    found = await workspaces.overview(kit, str(other.get("name", "main")))
    assert found is not None
    return found


async def test_a_new_connection_is_off_and_in_draft_until_its_rules_are_saved(kit: Kit) -> None:
    found = await _saved(kit)
    assert not found.policy.enabled
    assert found.policy.mode is Mode.DRAFT
    assert found.missing == ("webhook", "rules", "knowledge")


async def test_what_is_still_to_do_is_known_after_an_interruption(kit: Kit) -> None:
    await _saved(kit)
    await webhook.save_key(kit, "main", WebhookKind.RULE, "a-rule-secret")
    await rules.save_rules(kit, "main", enabled=True)
    found = await workspaces.overview(kit, "main")
    assert found is not None
    assert found.missing == ("knowledge",)
    assert found.secrets == {"token", "rule_secret"}


async def test_whether_it_was_ever_on_is_known(kit: Kit) -> None:
    assert not (await _saved(kit)).was_on
    await rules.save_rules(kit, "main", mode=Mode.SHADOW)
    assert not (await _saved(kit)).was_on
    await rules.set_switch(kit, "main", on=True)
    await rules.set_switch(kit, "main", on=False)
    assert (await _saved(kit)).was_on


async def test_polling_needs_no_key(kit: Kit) -> None:
    found = await _saved(kit, intake="poll")
    assert "webhook" not in found.missing


async def test_an_overview_holds_no_secret(kit: Kit) -> None:
    assert TOKEN not in repr(await _saved(kit))
    assert TOKEN not in repr(kit)
    assert TOKEN not in repr(wanted(URL))


async def test_a_company_is_connected_once_and_its_name_is_told(kit: Kit) -> None:
    await _saved(kit)
    problem = await workspaces.save(kit, wanted(URL, name="second"))
    assert problem is not None
    assert problem.word == "company_taken"
    assert "“main”" in problem.what
    assert "frontmate disconnect main" in problem.fix
    assert [one.workspace.id for one in await workspaces.overviews(kit)] == ["main"]
    async with kit.engine.begin() as db:
        assert await secrets.names(db, "second") == frozenset()


async def test_a_connection_never_changes_its_company(kit: Kit) -> None:
    await _saved(kit)
    problem = await workspaces.save(kit, wanted(URL, company=OTHER))
    assert problem is not None
    assert problem.word == "other_company"
    found = await workspaces.overview(kit, "main")
    assert found is not None
    assert found.workspace.company == "cmp_1demo"


async def test_several_companies_are_connected_side_by_side(kit: Kit) -> None:
    await _saved(kit)
    await _saved(kit, name="other", company=OTHER, token="another-token")
    assert (await kit.secrets_of("main"))["token"] == TOKEN
    assert (await kit.secrets_of("other"))["token"] == "another-token"


async def test_a_new_token_leaves_the_rules_as_they_are(kit: Kit) -> None:
    await _saved(kit)
    await rules.save_rules(kit, "main", enabled=True, mode=Mode.SHADOW)
    found = await _saved(kit, token="a-newer-token")
    assert found.policy.enabled
    assert found.policy.mode is Mode.SHADOW
    assert (await kit.secrets_of("main"))["token"] == "a-newer-token"


async def test_a_disconnected_workspace_has_no_secrets_and_can_come_back_switched_off(
    kit: Kit,
) -> None:
    await _saved(kit)
    await rules.save_rules(kit, "main", enabled=True)
    assert await workspaces.disconnect(kit, "main") is None
    assert await workspaces.overview(kit, "main") is None
    assert await kit.secrets_of("main") == {}
    assert not (await _saved(kit)).policy.enabled


async def test_the_name_of_a_former_company_is_not_given_to_another(kit: Kit) -> None:
    await _saved(kit)
    await workspaces.disconnect(kit, "main")
    problem = await workspaces.save(kit, wanted(URL, company=OTHER))
    assert problem is not None
    assert "was the connection of another company (cmp_1demo)" in problem.what
    # The former company itself may take another name now.
    assert await workspaces.save(kit, wanted(URL, name="anew")) is None


async def test_what_is_not_there_cannot_be_disconnected(kit: Kit) -> None:
    await _saved(kit)
    problem = await workspaces.disconnect(kit, "mian")
    assert problem is not None
    assert "There is: main." in problem.fix


async def test_a_lost_key_is_named_and_can_be_left_behind(kit: Kit) -> None:
    async with kit.engine.begin() as db:
        await sealing.check_key(db, kit.keeper)
    await _saved(kit)
    another = kit_on(kit.engine, key="another-key")
    with pytest.raises(WrongKeyError, match="--forget-secrets"):
        await another.secrets_of("main")
    assert await workspaces.forget_secrets(another) == ("main",)
    found = await workspaces.overview(another, "main")
    assert found is not None
    assert found.missing[0] == "token"
    async with kit.engine.begin() as db:
        await sealing.check_key(db, another.keeper)
        with pytest.raises(WrongKeyError):
            await sealing.check_key(db, kit.keeper)


async def test_every_change_is_audited_without_secrets(kit: Kit) -> None:
    await _saved(kit)
    await webhook.save_key(kit, "main", WebhookKind.APPLICATION, "a-signing-key")
    await rules.save_rules(kit, "main", enabled=True, allowed_inboxes=frozenset({"inb_1"}))
    await workspaces.change(kit, "main", ai_teammate=ADA.id, intake="poll")
    await workspaces.disconnect(kit, "main")
    async with kit.engine.begin() as db:
        noted = await audit.newest(db, 10)
    assert [entry.what for entry in reversed(noted)] == [
        "connected",
        "key_changed",
        "rules_changed",
        "connection_changed",
        "disconnected",
    ]
    assert all(entry.who == "command line" for entry in noted)
    assert TOKEN not in repr(noted)
    assert "a-signing-key" not in repr(noted)


@pytest.mark.parametrize("name", ["main", "acme-eu", "a", "a1" * 16])
def test_plain_names_are_taken(name: str) -> None:
    assert workspaces.unusable_name(name) is None


@pytest.mark.parametrize(
    "name", ["", "Main", "a b", "../x", "a/b", "-a", "a-", "ä", "a" * 33, "main\n", "'; drop"]
)
def test_names_that_would_break_a_url_are_not(name: str) -> None:
    assert isinstance(workspaces.unusable_name(name), Problem)


async def test_every_change_reaches_the_processes_at_work(kit: Kit) -> None:
    async def generation() -> int:
        async with kit.engine.begin() as db:
            return (await connections.generations(db))["main"][0]

    await _saved(kit)
    seen = [await generation()]
    await _saved(kit, token="a-newer-token")
    seen.append(await generation())
    await webhook.save_key(kit, "main", WebhookKind.RULE, "a-rule-secret")
    seen.append(await generation())
    await rules.save_rules(kit, "main", enabled=True)
    seen.append(await generation())
    assert seen == sorted(set(seen))
