"""The audit log: every change in a plain sentence, and never a secret."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from frontmate.console.settings import audit_words
from frontmate.setup import rules
from frontmate.store import audit
from tests.console.build import NOW
from tests.console.conftest import PASSWORD
from tests.console.settings.forms import audited, connect, send
from tests.setup.connecting import TOKEN, kit_on

PAGE = "/settings/audit"
SOURCE = Path(__file__).parents[3] / "src" / "frontmate"
PASSING_ON = {
    ("setup/kit.py", "what"),
    ("app/safekeeping.py", "what"),
    ("console/sessions/buttons.py", "deed"),
}
"""Where a word comes from whoever calls: those calls are looked at instead."""


def words_written() -> Iterator[tuple[str, str]]:
    """Every word that the source gives to the audit log, with the file."""
    for path in sorted(SOURCE.rglob("*.py")):
        where = path.relative_to(SOURCE).as_posix()
        tree = ast.parse(path.read_text())
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                for call in ast.walk(function):
                    if isinstance(call, ast.Call) and (given := _word_of(call, where)) is not None:
                        yield from _constants(given, function, where)


def _word_of(call: ast.Call, where: str) -> ast.expr | None:
    name = ast.unparse(call.func)
    if name == "audit.write":
        return next(one.value for one in call.keywords if one.arg == "what")
    first_three = [ast.unparse(one) for one in call.args[:3]]
    if (name, where) == ("_once", "console/sessions/buttons.py"):
        return call.args[2]
    noted = name.endswith(".note") and len(first_three) == 3 and first_three[0] == "db"
    if (noted and name != "pending.note") or (name, where) == ("_note", "app/safekeeping.py"):
        return call.args[1]
    return None


def _constants(
    given: ast.expr, function: ast.FunctionDef | ast.AsyncFunctionDef, where: str
) -> Iterator[tuple[str, str]]:
    found = [one.value for one in ast.walk(given) if isinstance(one, ast.Constant)]
    if isinstance(given, ast.Name):
        if (where, given.id) in PASSING_ON:
            return
        values = [
            one.value
            for one in ast.walk(function)
            if isinstance(one, ast.Assign) and ast.unparse(one.targets[0]) == given.id
        ]
        chosen = [v for v in values if isinstance(v, ast.IfExp)]
        found = [
            part.value
            for one in chosen
            for part in (one.body, one.orelse)
            if isinstance(part, ast.Constant)
        ]
        found += [v.value for v in values if isinstance(v, ast.Constant)]
    assert found, f"{where}: the audit's word {ast.unparse(given)} is not to be found"
    for one in found:
        assert isinstance(one, str)
        yield one, where


KNOWN = {word for kind in audit_words.KINDS.values() for word in kind.what}


def test_every_word_that_is_written_has_a_sentence_and_a_kind() -> None:
    written = {word for word, _ in words_written()}
    assert {"rules_changed", "connected", "token_changed", "backup_taken"} <= written
    assert written <= KNOWN
    assert written <= set(audit_words._SENTENCES)
    assert len(KNOWN) == sum(len(kind.what) for kind in audit_words.KINDS.values())


@pytest.mark.parametrize("word", sorted(KNOWN))
def test_every_sentence_can_be_said_whatever_an_older_version_noted(word: str) -> None:
    said = audit_words.sentence(audit.AuditEntry(1, NOW, "admin", word, None, {}))
    assert said[0].isupper()
    assert "_" not in said
    assert "None" not in said


def test_a_word_of_a_newer_version_is_shown_as_it_is() -> None:
    entry = audit.AuditEntry(1, NOW, "admin", "moon_shot", None, {})
    assert audit_words.sentence(entry) == "Moon shot"


async def write(engine: AsyncEngine, number: int, **given: object) -> None:
    usual: dict[str, Any] = {
        "who": "anna",
        "what": "backup_taken",
        "connection": None,
        "detail": {},
        "now": NOW,
    }
    async with engine.begin() as db:
        for _ in range(number):
            await audit.write(db, **{**usual, **given})


async def test_an_empty_log_says_so(admin: httpx2.AsyncClient) -> None:
    assert "Nothing was changed yet" in (await admin.get(PAGE)).text
    assert "Nothing matches" in (await admin.get(f"{PAGE}?who=nobody")).text


async def test_changes_are_told_in_plain_sentences(
    engine: AsyncEngine, admin: httpx2.AsyncClient
) -> None:
    await connect(engine)
    await send(admin, "/settings/policy/main", reply_cap_hour="7", sync_tags=None)
    await send(admin, "/settings/people", name="mia", role="viewer")
    page = (await admin.get(PAGE)).text
    assert "Saved version 2 of the policy. Most replies in an hour: 7; Tag conver" in page
    assert "Added mia as viewer" in page
    assert 'href="/settings/policy/main/history#v-2"' in page


async def test_the_log_is_filtered_by_person_connection_and_kind(
    engine: AsyncEngine, admin: httpx2.AsyncClient
) -> None:
    await connect(engine)
    await write(engine, 1, who="anna")
    await write(engine, 1, who="command line (root)", what="key_changed", connection="main")
    for query in ("who=anna", "kind=data"):
        page = (await admin.get(f"{PAGE}?{query}")).text
        assert "Wrote a backup" in page
        assert "Entered a key" not in page
    for query in ("who=command+line+(root)", "connection=main", "kind=connections"):
        page = (await admin.get(f"{PAGE}?{query}")).text
        assert "Entered a key" in page
        assert "Wrote a backup" not in page
    assert "Wrote a backup" in (await admin.get(f"{PAGE}?kind=unknown&who=a%00nna")).text


async def test_the_log_has_pages_of_fifty(engine: AsyncEngine, admin: httpx2.AsyncClient) -> None:
    await write(engine, 51)
    first = (await admin.get(f"{PAGE}?who=anna")).text
    assert first.count("Wrote a backup") == 50
    assert "1–50 of 51" in first
    assert 'href="/settings/audit?who=anna&amp;page=2"' in first
    second = (await admin.get(f"{PAGE}?who=anna&page=2")).text
    assert second.count("Wrote a backup") == 1
    assert "51–51 of 51" in second
    assert "51–51 of 51" in (await admin.get(f"{PAGE}?page=99")).text


async def test_no_secret_is_ever_in_the_log(engine: AsyncEngine, admin: httpx2.AsyncClient) -> None:
    await connect(engine)
    await send(admin, "/settings/people", name="mia", password="a secret of twelve")
    await send(
        admin,
        "/settings/account",
        present=PASSWORD,
        new="another of twelve",
        again="another of twelve",
    )
    await rules.save_rules(kit_on(engine), "main", enabled=True)
    assert len(await audited(engine)) == 3
    async with engine.begin() as db:
        everything = str((await db.execute(text("select * from audit"))).all())
        hashes = (await db.execute(text("select password from people"))).scalars().all()
    for secret in (PASSWORD, TOKEN, "a secret of twelve", "another of twelve", *hashes):
        assert secret not in everything
    assert "argon2" not in everything
