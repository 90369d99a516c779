"""Front's help centers become what answers rest on, in full and in good order (9.2)."""

import asyncio
from datetime import timedelta

import pytest

from frontmate.store import connections, sources
from frontmate.workflow.alone import alone
from frontmate.workflow.knowledge_sync import GONE, discover
from tests.workflow.library import Library, PowerCut, stop_after


async def test_9_2_five_hundred_articles_cost_five_hundred_contents_and_eight_lists(
    library: Library,
) -> None:
    library.edit("kb_generate", kb=library.center(), count=500)
    report = await library.sync()
    assert library.asked() == {
        "help centers": 1,
        "help center": 1,
        "page of categories": 1,
        "page of articles": 5,
        "content": 500,
    }
    assert (report.read, report.calls, report.changed, report.problems) == (500, 508, True, ())
    assert len(await library.public()) == 500
    source = (await library.sources())["Help"]
    assert (source.done, source.total, source.problem) == (500, 500, "")
    assert source.synced_at is not None


async def test_9_2_a_second_pass_costs_the_lists_and_nothing_else(library: Library) -> None:
    library.edit("kb_generate", kb=library.center(), count=120)
    await library.sync()
    before = await library.generation()
    library.forget_asked()
    report = await library.sync()
    assert library.asked() == {
        "help centers": 1,
        "help center": 1,
        "page of categories": 1,
        "page of articles": 2,
    }
    assert (report.read, report.unchanged, report.changed) == (0, 120, False)
    assert await library.generation() == before


async def test_9_2_an_article_that_changed_is_read_again_alone(library: Library) -> None:
    library.edit("kb_generate", kb=library.center(), count=30)
    changed = library.article("Opening hours")
    await library.sync()
    library.edit("kb_article_put", article=changed, markdown="We are open on Sundays.")
    library.forget_asked()
    before = await library.generation()
    report = await library.sync()
    assert (report.read, report.unchanged, library.asked()["content"]) == (1, 30, 1)
    assert "Sundays" in (await library.told())["Opening hours"].body
    assert await library.generation() == before + 1


async def test_9_2_what_is_not_for_customers_is_kept_apart(library: Library) -> None:
    library.center()
    library.center("Team handbook", type="internal")
    library.center("In the making", status="unpublished")
    library.article("Returns")
    library.article("A draft", status="draft")
    library.article("An old one", status="archived")
    library.article("Staff only", category="Staff")
    library.edit("kb_category_set", category="Staff", hidden=True)
    library.article("Goodwill", kb="Team handbook")
    library.article("Not yet", kb="In the making")
    await library.sync()
    assert await library.public() == {"Returns"}
    assert set(await library.told()) == {
        "Returns",
        "A draft",
        "An old one",
        "Staff only",
        "Goodwill",
        "Not yet",
    }


async def test_9_2_every_language_is_an_article_of_its_own(library: Library) -> None:
    library.center(locales=["en", "pt-BR"])
    article = library.article("Returns")
    library.edit(
        "kb_article_put",
        article=article,
        locale="pt-BR",
        title="Devoluções",
        markdown="Em 30 dias.",
    )
    await library.sync()
    told = await library.told()
    assert {title: (each.key, each.locale) for title, each in told.items()} == {
        "Returns": (f"{article}:en", "en"),
        "Devoluções": (f"{article}:pt-BR", "pt-br"),
    }
    library.edit("kb_article_delete", article=article, locale="pt-BR")
    await library.sync()
    assert set(await library.told()) == {"Returns"}


@pytest.mark.parametrize(
    ("action", "given"),
    [
        ("kb_article_delete", {"article": "/articles/returns", "kb": "Help"}),
        ("kb_article_put", {"article": "/articles/returns", "kb": "Help", "status": "draft"}),
        ("kb_article_put", {"article": "/articles/returns", "kb": "Help", "status": "archived"}),
        ("kb_set", {"kb": "Help", "type": "internal"}),
        ("kb_set", {"kb": "Help", "status": "unpublished"}),
        ("kb_category_set", {"category": "Orders", "hidden": True}),
    ],
)
async def test_9_2_what_is_withdrawn_at_front_leaves_the_answers_in_the_same_pass(
    library: Library, action: str, given: dict[str, object]
) -> None:
    library.center()
    library.article("Returns", slug="/articles/returns", category="Orders")
    await library.sync()
    assert await library.public() == {"Returns"}
    before = await library.generation()
    library.edit(action, **given)
    await library.sync()
    assert await library.public() == set()
    assert await library.generation() > before


async def test_9_2_what_is_deselected_leaves_the_answers_even_while_front_is_away(
    library: Library,
) -> None:
    library.center()
    library.center("Another")
    library.article("Returns")
    library.article("Delivery", kb="Another")
    await library.sync()
    await library.choose("Another")
    library.fault("status", status=503)
    before = await library.generation()
    await library.sync()
    assert set(await library.told()) == {"Delivery"}
    assert await library.generation() > before


async def test_9_2_a_deselected_help_center_is_not_asked_for(library: Library) -> None:
    library.center()
    library.article("Returns")
    await library.sync()
    await library.choose()
    library.forget_asked()
    await library.sync()
    assert library.asked() == {"help centers": 1, "help center": 1}
    await library.choose("Help")
    await library.sync()
    assert set(await library.told()) == {"Returns"}


async def test_9_2_an_article_that_moves_to_a_help_center_for_the_team_leaves_the_answers(
    library: Library,
) -> None:
    library.center()
    library.center("Team handbook", type="internal")
    article = library.article("Goodwill")
    await library.sync()
    library.edit("kb_article_put", article=article, kb="Team handbook")
    await library.sync()
    assert (await library.public(), set(await library.told())) == (set(), {"Goodwill"})


async def test_9_2_what_is_published_again_comes_back(library: Library) -> None:
    library.center(type="internal")
    library.article("Returns")
    library.article("A draft", status="draft")
    await library.sync()
    assert await library.public() == set()
    library.edit("kb_set", kb="Help", type="external")
    await library.sync()
    assert await library.public() == {"Returns"}


async def test_9_2_what_was_hidden_and_is_shown_comes_back_without_a_content(
    library: Library,
) -> None:
    library.center()
    library.article("Returns", category="Orders")
    library.edit("kb_category_set", category="Orders", hidden=True)
    await library.sync()
    library.edit("kb_category_set", category="Orders", hidden=False)
    library.forget_asked()
    await library.sync()
    assert await library.public() == {"Returns"}
    assert library.asked()["content"] == 0


async def test_9_2_a_draft_is_looked_at_again_within_a_day(library: Library) -> None:
    library.center()
    article = library.article("Returns", status="draft")
    await library.sync()
    # Front's list does not show that a draft was published, and need not move its time.
    library.simulator.desk.workspace.library.articles[article].contents["en"].status = "published"
    await library.sync()
    assert await library.public() == set()
    library.clock.now += timedelta(hours=24)
    await library.sync()
    assert await library.public() == {"Returns"}


async def test_9_2_new_help_centers_are_told_once_and_chosen(library: Library) -> None:
    library.center(locales=["en", "de"])
    first = await discover(library.engine, library.client, "main", library.clock)
    assert [(s.title, s.locales, s.public, s.chosen) for s in first] == [
        ("Help", ("en", "de"), True, True)
    ]
    library.center("Handbook", type="internal")
    report = await library.sync()
    assert [(s.title, s.public, s.chosen) for s in report.new] == [("Handbook", False, True)]
    assert (await library.sync()).new == ()


async def test_9_2_what_a_person_deselected_stays_deselected(library: Library) -> None:
    kb = library.center()
    await discover(library.engine, library.client, "main", library.clock)
    await library.choose()
    library.edit("kb_set", kb=kb, name="Help and more")
    await discover(library.engine, library.client, "main", library.clock)
    assert [s.chosen for s in (await library.sources()).values()] == [False]
    assert set(await library.sources()) == {"Help and more"}


async def test_9_2_a_help_center_that_is_gone_leaves_the_answers_and_says_so(
    library: Library,
) -> None:
    kb = library.center()
    library.article("Returns")
    await library.sync()
    before = await library.generation()
    del library.simulator.desk.workspace.library.knowledge_bases[kb]
    assert await discover(library.engine, library.client, "main", library.clock) == ()
    assert await library.told() == {}
    assert (await library.sources())["Help"].problem == GONE
    assert await library.generation() > before


async def test_9_2_the_public_address_can_be_told_later_and_costs_no_content(
    library: Library,
) -> None:
    library.center()
    library.article("Returns", slug="/articles/returns")
    await library.sync()
    assert (await library.told())["Returns"].url is None
    source = (await library.sources())["Help"]
    async with library.engine.begin() as db:
        await sources.set_public_url(db, source.id, "https://help.lamp.example/")
    before = await library.generation()
    report = await library.sync()
    told = (await library.told())["Returns"]
    assert told.url == "https://help.lamp.example/en/articles/returns"
    assert (report.read, await library.generation()) == (0, before + 1)


async def test_9_2_an_import_that_broke_off_goes_on_where_it_was(library: Library) -> None:
    library.edit("kb_generate", kb=library.center(), count=40)
    with pytest.raises(PowerCut):
        await library.sync(stop_after(30))
    source = (await library.sources())["Help"]
    assert (source.done, source.total, source.synced_at) == (30, 40, None)
    assert len(await library.public()) == 30
    library.forget_asked()
    report = await library.sync()
    assert (report.read, report.unchanged, library.asked()["content"]) == (10, 30, 10)
    assert len(await library.public()) == 40


async def test_9_2_what_an_earlier_pass_could_not_tell_the_next_one_does(library: Library) -> None:
    library.center()
    library.article("Returns")
    await library.sync()
    source = (await library.sources())["Help"]
    # As a process leaves it that was killed between an article and its announcement.
    async with library.engine.begin() as db:
        await sources.begin(db, source.id, 1, library.clock() + timedelta(seconds=1))
    before = await library.generation()
    await library.sync()
    assert await library.generation() == before + 1


async def test_9_2_of_two_passes_at_once_one_works(library: Library) -> None:
    library.edit("kb_generate", kb=library.center(), count=3)
    begun, let_go = asyncio.Event(), asyncio.Event()

    async def hold() -> None:
        begun.set()
        await let_go.wait()

    first = asyncio.create_task(library.sync(hold))
    await begun.wait()
    assert (await library.sync()).busy
    let_go.set()
    assert (await first).read == 3
    assert not (await library.sync()).busy


async def test_9_2_a_pass_that_was_ended_lets_the_next_one_in(library: Library) -> None:
    library.edit("kb_generate", kb=library.center(), count=3)
    begun = asyncio.Event()

    async def hold() -> None:
        begun.set()
        await asyncio.Event().wait()

    first = asyncio.create_task(library.sync(hold))
    await begun.wait()
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    assert (await library.sync()).read == 3


async def test_7_1_another_connection_is_not_kept_waiting(library: Library) -> None:
    library.edit("kb_generate", kb=library.center(), count=1)
    async with alone(library.engine, "knowledge", "another") as mine:
        assert mine
        assert (await library.sync()).read == 1


async def test_9_2_customers_calls_go_first(library: Library) -> None:
    library.edit("kb_generate", kb=library.center(), count=60)
    await library.limiter.feed(200, {"x-ratelimit-limit": "50", "x-ratelimit-remaining": "25"})

    async def customer_calls() -> None:
        await library.limiter.wait(at_most=0.0)

    assert (await library.sync(customer_calls)).read == 60


async def test_9_2_connections_without_help_centers_cost_one_call(library: Library) -> None:
    report = await library.sync()
    assert (report.calls, report.changed, report.problems) == (1, False, ())
    async with library.engine.begin() as db:
        assert (await connections.generations(db))["main"] == (0, 0)
