"""`frontmate knowledge` and `frontmate sync`: what an operator sees and decides (9.2)."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from frontmate.cli import knowledge, sync
from frontmate.settings import Settings, read_settings
from frontmate.setup import Kit, help_centers, workspaces
from frontmate.store import articles
from tests.cli.front_beside import Beside, front_beside
from tests.cli.installation import done, with_kit
from tests.setup.connecting import wanted

Do = Callable[..., str]


@pytest.fixture
def front() -> Iterator[Beside]:
    with front_beside() as front:
        front.control("kb_put", name="Help")
        front.control("kb_put", name="Handbook", type="internal")
        for kb, title in (("Help", "Returns"), ("Help", "Shipping"), ("Handbook", "Vouchers")):
            words = {"title": title, "markdown": f"About {title}.", "slug": f"/{title.lower()}"}
            front.control("kb_article_put", kb=kb, **words)
        yield front


@pytest.fixture
def settings(database_url: str, tmp_path: Path, front: Beside) -> Settings:
    data = str(tmp_path / "data")
    settings = read_settings({"FRONTMATE_DATABASE_URL": database_url, "FRONTMATE_DATA": data})

    async def connect(kit: Kit) -> None:
        assert await workspaces.save(kit, wanted(front.url, intake="poll")) is None

    with_kit(settings, connect)
    return settings


@pytest.fixture
def do(settings: Settings, capsys: pytest.CaptureFixture[str]) -> Do:
    """Run a command, and give what it printed; `status` is what it must exit with."""

    def do(*words: str, status: int = 0) -> str:
        add = sync.add if words[0] == "sync" else knowledge.add
        assert done(add, settings, *words) == status
        printed = capsys.readouterr()
        return printed.out + printed.err

    return do


def public(settings: Settings) -> set[str]:
    async def read(kit: Kit) -> set[str]:
        async with kit.engine.begin() as db:
            return {each.title for each in await articles.current(db, "main") if each.public}

    return with_kit(settings, read)


def key_of(shown: str, title: str) -> str:
    (line,) = [line for line in shown.splitlines() if title in line]
    return line.split()[0].partition(":")[0]


def test_9_2_a_sync_shows_its_progress_and_what_customers_may_be_told(do: Do) -> None:
    assert "Help: 2 of 2 articles" in do("sync", "main")
    shown = do("knowledge", "main")
    assert "[x] Help" in shown
    assert "2 for customers" in shown
    assert "0 for customers; held back: 1 (its source is for the team)" in shown


def test_9_2_a_dry_run_says_what_would_change_and_changes_nothing(
    do: Do, settings: Settings, front: Beside
) -> None:
    do("sync", "main")
    known = do("knowledge", "main", "--articles")
    front.control("kb_article_put", article=key_of(known, "Returns"), markdown="Other words.")
    front.control("kb_article_delete", article=key_of(known, "Shipping"))
    front.control("kb_article_put", kb="Help", title="Warranty", markdown="Two years.")
    front.control("kb_set", kb="Handbook", type="external")
    front.control("kb_put", name="Second")
    before = everything(settings)
    shown = do("sync", "main", "--dry-run")
    for line in (
        "Returns: changed",
        "Shipping: not listed any more",
        "1 new",
        "Vouchers: for customers from now on",
        "NEW: it would be used",
        "Nothing was changed",
    ):
        assert line in shown
    assert everything(settings) == before
    foreseen = json.loads(do("sync", "main", "--dry-run", "--json"))["calls"]
    asked = front.requests()
    do("sync", "main")
    assert front.requests() - asked == foreseen
    assert public(settings) == {"Returns", "Warranty", "Vouchers"}
    assert ": changed\n" not in do("sync", "main", "--dry-run")


def everything(settings: Settings) -> Any:
    async def read(kit: Kit) -> Any:
        async with kit.engine.begin() as db:
            rows = "select to_jsonb(t)::text from {} t order by 1"
            names = ("articles", "sources", "audit", "connections", "article_choices")
            return [(await db.execute(text(rows.format(name)))).all() for name in names]

    return with_kit(settings, read)


def test_9_2_a_token_that_cannot_read_help_centers_is_told_with_its_fix(
    do: Do, front: Beside
) -> None:
    front.control("faults", effect="status", path_regex="^/knowledge_bases$", status=403)
    assert "permission" in do("sync", "main", "--dry-run", status=1)


def test_9_2_what_is_deselected_leaves_the_answers_at_once_and_comes_back(
    do: Do, settings: Settings
) -> None:
    do("sync", "main")
    place = key_of_source(do("knowledge", "main"), "Handbook")
    shown = do("knowledge", "main", "--use", place)
    assert "[ ] Help" in shown
    assert "is internal or unpublished" in shown
    assert public(settings) == set()
    assert "Returns: its source is deselected" in do("knowledge", "main", "--gone")
    assert "There is no source 'knb_none'" in do("knowledge", "main", "--use", "knb_none", status=1)
    do("knowledge", "main", "--use", "all")
    do("sync", "main")
    assert public(settings) == {"Returns", "Shipping"}
    assert "Nothing that customers were told" in do("knowledge", "main", "--gone")


def key_of_source(shown: str, title: str) -> str:
    (line,) = [line for line in shown.splitlines() if f"] {title}" in line]
    return line.split("Front, ")[1].partition(";")[0]


def test_9_2_an_article_is_held_back_and_shown_above_what_its_source_says(
    do: Do, settings: Settings, front: Beside
) -> None:
    do("sync", "main")
    known = do("knowledge", "main", "--articles")
    returns, vouchers = key_of(known, "Returns"), key_of(known, "Vouchers")
    assert "held back from customers" in do("knowledge", "main", "--hide", returns)
    assert "customers may be told it" in do("knowledge", "main", "--show", vouchers)
    assert public(settings) == {"Shipping", "Vouchers"}
    # What its source changes later is judged by the same choice.
    front.control("kb_article_put", article=returns, markdown="Other words.")
    front.control("kb_article_put", article=vouchers, markdown="Other words.")
    do("sync", "main")
    assert public(settings) == {"Shipping", "Vouchers"}
    assert "held back by you" in do("knowledge", "main")
    assert "Returns: held back by you" in do("knowledge", "main", "--gone")
    for each in (returns, vouchers):
        do("knowledge", "main", "--as-source", each)
    assert public(settings) == {"Returns", "Shipping"}


def test_9_2_nothing_unpublished_is_shown_whatever_is_chosen(
    do: Do, settings: Settings, front: Beside
) -> None:
    draft = front.control(
        "kb_article_put", kb="Help", title="Secret", markdown="Soon.", status="draft"
    )["article"]
    do("sync", "main")
    said = do("knowledge", "main", "--show", draft, status=1)
    assert "nothing unpublished is shown" in said
    assert "Secret" not in public(settings)
    assert "No article 'kba_0' is known" in do("knowledge", "main", "--show", "kba_0", status=1)


def test_9_2_a_new_help_center_is_announced_for_a_week(
    do: Do, settings: Settings, front: Beside
) -> None:
    do("sync", "main")
    assert "NEW" not in do("knowledge", "main")
    front.control("kb_put", name="Second")
    do("sync", "main")
    (line,) = [one for one in do("knowledge", "main").splitlines() if "NEW" in one]
    assert "[x] Second" in line


def test_9_2_a_folder_beside_it_is_previewed_too(
    do: Do, settings: Settings, tmp_path: Path
) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "care.md").write_text("---\ntitle: Care\n---\nWater it.\n", encoding="utf-8")

    async def add(kit: Kit) -> None:
        found = help_centers.look_into(folder)
        assert isinstance(found, help_centers.Folder)
        await help_centers.add_folder(kit, "main", found)

    with_kit(settings, add)
    assert "care  Care: new" in do("sync", "main", "--dry-run")
    do("sync", "main")
    (folder / "care.md").unlink()
    assert "care  Care: not listed any more" in do("sync", "main", "--dry-run")
    assert "Care" in public(settings)


@pytest.mark.parametrize("command", ["sync", "knowledge"])
def test_an_unknown_connection_is_named(do: Do, command: str) -> None:
    assert "No connection is called “other”" in do(command, "other", status=1)


def test_progress_shows_count_rate_and_estimate_now_and_then() -> None:
    said: list[str] = []
    moments = iter([0.0, 1.0, 4.0, 10.0])
    progress = sync.Progress(said.append, lambda: next(moments))
    for done_ in (0, 10, 40, 100):
        progress.show(1, "Help", done_, 100)
    assert said == [
        "  Help: 0 of 100 articles",
        "  Help: 40 of 100 articles, 600 a minute, about 0:06 left",
        "  Help: 100 of 100 articles",
    ]
