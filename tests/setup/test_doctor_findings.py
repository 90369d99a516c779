"""Each check is made to fail, and named, and as far as possible it alone (9.4)."""

import json
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from frontmate.setup.checks import CHECKS
from frontmate.setup.doctor import examine
from frontmate.setup.doctor_report import as_json, as_text
from tests.setup import ill_conversations, ill_installations, ill_listening
from tests.setup.scenario import Scenario
from tests.setup.ward import SECRETS, Ward, levels, open_ward

TABLE = [*ill_installations.ILL, *ill_conversations.ILL, *ill_listening.ILL]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def one_ward(
    module_database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Ward]:
    async with open_ward(module_database_url, tmp_path_factory.mktemp("data")) as ward:
        yield ward


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("scenario", TABLE, ids=str)
async def test_9_4_what_is_wrong_is_named_and_nothing_else(
    scenario: Scenario, one_ward: Ward
) -> None:
    await one_ward.heal()
    await scenario.arrange(one_ward)
    report = await examine(one_ward.premises)
    assert levels(report.findings) == {scenario.check: scenario.level, **scenario.also}
    (found, *_) = [
        f for f in report.findings if f.check == scenario.check and f.level == scenario.level
    ]
    assert scenario.says in f"{found.finding} {found.fix}"
    assert found.symptom
    assert found.fix
    assert report.all_well is ("bad" not in {scenario.level, *scenario.also.values()})
    printed = as_text(report) + as_text(report, plain=True) + json.dumps(as_json(report))
    assert [word for word in (*SECRETS, "password-nobody") if word in printed] == []
    if one_ward.premises.engine is not one_ward.engine:
        await one_ward.premises.engine.dispose()


def test_every_check_is_made_to_fail() -> None:
    assert {scenario.check for scenario in TABLE} == {check.id for check in CHECKS}
