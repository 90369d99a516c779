"""The inbox page: whole without script, live with it, and nothing of a stranger's HTML in it."""

from collections.abc import AsyncIterator

import pytest

from frontmate.simulator import Config
from tests.browsing import needs_chromium, open_browser
from tests.simulator.conftest import AUTHORIZED, Front, eventually, served


@pytest.fixture
async def told() -> AsyncIterator[Front]:
    config = Config(message_delay=0, why_url="http://127.0.0.1:1/why/{conversation}")
    async with served(config) as front:
        yield front


async def page(front: Front, path: str) -> str:
    answer = await front.control.get(path)
    assert answer.status_code == 200
    return answer.text


async def post(front: Front, path: str, **form: str) -> str:
    answer = await front.control.post(path, data=form)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


async def test_the_empty_page_says_what_to_try(front: Front) -> None:
    html = await page(front, "/")
    assert "<strong>Write as a customer</strong>" in html
    assert "Where is my order?" in html
    assert "/new?suggestion=0" in html


async def test_a_suggestion_fills_the_form_and_the_form_starts_a_conversation(
    front: Front,
) -> None:
    assert "do you ship to Austria" in await page(front, "/new?suggestion=2")
    where = await post(front, "/new", channel="sms", name="Sam Poe", text="hi", subject="x")
    html = await page(front, where)
    assert "Sam Poe" in html
    found = front.simulator.desk.workspace.conversations
    assert [(c.channel, c.subject) for c in found.values()] == [("sms", "")]


async def test_a_form_without_a_message_comes_back_with_a_sentence(front: Front) -> None:
    answer = await front.control.post("/new", data={"channel": "email", "name": "Sam", "text": " "})
    assert answer.status_code == 400
    assert "Write a message first." in answer.text
    assert 'value="Sam"' in answer.text


async def test_everything_can_be_done_by_plain_forms(told: Front) -> None:
    conversation = await told.customer("Hello")
    say, do = f"/c/{conversation}/say", f"/c/{conversation}/do"
    assert (await post(told, say, **{"as": "reply"}, teammate="tea_1mia", text="Hi")).endswith(
        "as=reply"
    )
    await post(told, say, **{"as": "comment"}, teammate="tea_1leo", text="**note**")
    await post(told, say, **{"as": "customer"}, text="Thanks")
    await post(told, do, action="assign", teammate="tea_1ada")
    await post(told, do, action="assign", teammate="")
    await post(told, do, action="archive")
    await post(told, do, action="reopen")
    assert told.event_types() == [
        "inbound",
        "out_reply",
        "comment",
        "inbound",
        "assign",
        "unassign",
        "archive",
        "reopen",
    ]
    html = await page(told, f"/c/{conversation}")
    assert "<strong>note</strong>" in html
    assert "Ada (AI) was unassigned by Mia Torres" in html
    assert "Archived by Mia Torres" in html
    assert f"http://127.0.0.1:1/why/{conversation}" in html


async def test_strangers_html_is_never_shown_raw(front: Front) -> None:
    evil = "<img src=x onerror=alert(1)><script>alert(2)</script>\"'><b>x"
    conversation = await front.customer(evil, name=evil, subject=evil, html=evil)
    body = {"body": evil, "author_id": "tea_1ada", "options": {"archive": False}}
    await front.api.post(f"/conversations/{conversation}/messages", json=body)
    await front.api.post(f"/conversations/{conversation}/comments", json={"body": evil})
    await front.act("tag", conversation=conversation, tag=evil)
    await eventually(lambda: "out_reply" in front.event_types())
    answer = await front.control.get(f"/c/{conversation}")
    assert "<img" not in answer.text
    assert "<script>alert" not in answer.text
    assert "<b>x" not in answer.text
    assert "script-src 'self'" in answer.headers["content-security-policy"]


async def test_filters_and_badges_tell_the_state(front: Front) -> None:
    unassigned = await front.customer("one", name="Una Signed")
    with_ai = await front.customer("two", name="Bo Twin")
    gone = await front.customer("three", name="Ar Chived")
    await front.act("assign", conversation=with_ai, teammate="ada")
    await front.act("archive", conversation=gone)
    shown = {show: await page(front, f"/?show={show}") for show in ("open", "archived", "all")}
    names = ("Una Signed", "Bo Twin", "Ar Chived")
    assert [name in shown["open"] for name in names] == [True, True, False]
    assert [name in shown["archived"] for name in names] == [False, False, True]
    assert all(name in shown["all"] for name in names)
    assert "Unassigned" in shown["open"]
    assert unassigned in shown["open"]


async def test_a_merged_conversation_leads_to_the_survivor_and_an_unknown_one_says_so(
    front: Front,
) -> None:
    gone, survivor = await front.customer("one"), await front.customer("two")
    await front.act("merge", **{"from": gone, "into": survivor})
    answer = await front.control.get(f"/c/{gone}")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/c/{survivor}")
    assert "one" in await page(front, f"/c/{survivor}")
    missing = await front.control.get("/c/cnv_none")
    assert missing.status_code == 404
    assert "No such conversation" in missing.text


async def test_an_open_page_is_told_of_changes(front: Front) -> None:
    async with front.control.stream("GET", "/_page/live") as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        lines = answer.aiter_lines()
        assert (await anext(lines)).startswith("retry")
        conversation = await front.customer()
        heard = [await anext(lines) for _ in range(3)]
    assert "event: change" in heard
    assert any(conversation in line for line in heard)


@needs_chromium
async def test_in_a_browser_the_page_updates_itself_and_is_used_by_keyboard(told: Front) -> None:
    conversation = await told.customer("Hello there", name="Kim Doe")
    problems: list[str] = []
    async with open_browser() as browser:
        tab = await browser.new_page(viewport={"width": 390, "height": 800})
        tab.on("console", lambda message: problems.append(message.text))
        tab.on("pageerror", lambda error: problems.append(str(error)))
        await tab.goto(f"{told.url}/c/{conversation}")
        await tab.focus("#say")
        await tab.keyboard.type("typed by keyboard")
        await tab.keyboard.press("Control+Enter")
        await tab.wait_for_selector(".thread >> text=typed by keyboard")
        await tab.keyboard.type("half a sentence")
        body = {"body": "<p>From the AI</p>", "author_id": "tea_1ada"}
        await told.api.post(
            f"/conversations/{conversation}/messages", json=body, headers=AUTHORIZED
        )
        await tab.wait_for_selector(".entry.ai >> text=From the AI")
        await tab.wait_for_selector(".badge.status >> text=Archived")
        assert await tab.input_value("#say") == "half a sentence"
        assert await tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
        await tab.select_option("#assignee", "tea_1mia")
        await tab.wait_for_selector("text=Mia Torres took this conversation")
    assert problems == []
