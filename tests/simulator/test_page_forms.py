"""The page's forms and lists without a browser: what is found, refused, kept and told."""

import html
import re
from collections.abc import AsyncIterator

import pytest

from frontmate.simulator import Config, InboxConfig
from tests.simulator.conftest import Front, Receiver, eventually, served

INBOXES = (
    InboxConfig("inb_1mail", "Support", "smtp", "support@example.com"),
    InboxConfig("inb_2mail", "Sales", "gmail", "sales@example.com"),
    InboxConfig("inb_1chat", "Website chat", "front_chat", "chat.example.com"),
    InboxConfig("inb_1call", "Telephone", "truly", "+12025550199"),
)


@pytest.fixture
async def shop() -> AsyncIterator[Front]:
    async with served(Config(message_delay=0, inboxes=INBOXES)) as front:
        yield front


async def shown(front: Front, path: str, status: int = 200) -> str:
    answer = await front.control.get(path)
    assert answer.status_code == status, answer.text
    return html.unescape(answer.text)


async def post(front: Front, path: str, **form: str) -> str:
    """Where it leads."""
    answer = await front.control.post(path, data=form)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


async def refused(front: Front, path: str, status: int = 400, /, **form: str) -> str:
    """The page that says why."""
    answer = await front.control.post(path, data=form)
    assert answer.status_code == status, answer.text
    return html.unescape(answer.text)


def rows(page: str) -> list[str]:
    return re.findall(r'data-conversation="(\w+)"', page)


def counts(page: str) -> dict[str, int]:
    found = re.findall(r'id="show-(\w+)".*?class="count">(\d+)<', page, re.DOTALL)
    return {name: int(count) for name, count in found}


async def test_each_filter_shows_what_it_says(front: Front) -> None:
    names = ("free", "held", "asleep", "done", "gone")
    ids = {name: await front.customer(name, name=name) for name in names}
    await front.act("assign", conversation=ids["held"], teammate="mia")
    await front.act("snooze", conversation=ids["asleep"])
    await front.act("archive", conversation=ids["done"])
    await front.act("trash", conversation=ids["gone"])
    wanted = {
        "open": {"free", "held"},
        "unassigned": {"free"},
        "snoozed": {"asleep"},
        "archived": {"done"},
        "trashed": {"gone"},
        "all": set(names),
    }
    for show, inside in wanted.items():
        page = await shown(front, f"/?show={show}")
        assert set(rows(page)) == {ids[name] for name in inside}, show
        assert counts(page) == {one: len(found) for one, found in wanted.items()}
    assert rows(await shown(front, "/?show=nonsense")) == rows(await shown(front, "/"))


@pytest.mark.parametrize(
    "words", ["kim", "KIM@doe", "parcel", "broken", "carrier", "urgent", "a b"]
)
async def test_every_word_is_found_wherever_it_stands(front: Front, words: str) -> None:
    about = {"name": "Kim Doe", "handle": "kim@doe.example", "subject": "Parcel a"}
    wanted = await front.customer("It came broken, b", **about)
    await front.act("comment", conversation=wanted, text="Ask the carrier", by="mia")
    await front.act("tag", conversation=wanted, tag="urgent")
    await front.customer("Something else: a", name="Sam")
    assert rows(await shown(front, f"/?find={words}")) == [wanted]
    nothing = await shown(front, "/?find=xylophone")
    assert rows(nothing) == []
    assert "Nothing here says “xylophone”." in nothing


async def test_a_list_is_kept_beside_the_conversation_that_is_opened(shop: Front) -> None:
    await shop.customer("One", name="In Support")
    sales = await shop.customer("Two", name="In Sales", inbox="inb_2mail")
    page = await shown(shop, "/?inbox=inb_2mail&show=all&find=two")
    assert rows(page) == [sales]
    assert f'href="/c/{sales}?show=all&inbox=inb_2mail&find=two"' in page
    query = "?show=all&inbox=inb_2mail&find=two"
    where = await post(shop, f"/c/{sales}/do{query}", action="archive")
    assert where == f"/c/{sales}{query}"
    said = await post(shop, f"/c/{sales}/say{query}", text="Hi", **{"as": "reply"}, teammate="mia")
    assert said == f"/c/{sales}{query}&as=reply"


async def test_a_long_list_is_shown_in_steps(front: Front) -> None:
    for number in range(53):
        await front.customer(f"Question {number}")
    first = await shown(front, "/")
    assert (len(rows(first)), "3 left" in first) == (50, True)
    second = await shown(front, "/?steps=2")
    assert (len(rows(second)), " left<" in second) == (53, False)
    for steps in ("0", "-1", "9999999999", "²", "x"):
        assert len(rows(await shown(front, f"/?steps={steps}"))) >= 50


async def test_what_is_not_there_is_said_wherever_it_is_asked_for(front: Front) -> None:
    await shown(front, "/c/cnv_none", 404)
    for path, form in {
        "say": {"text": "Hi"},
        "do": {"action": "archive"},
        "draft": {"action": "send"},
    }.items():
        assert "No such conversation" in await refused(front, f"/c/cnv_none/{path}", 404, **form)
    conversation = await front.customer()
    assert "No such file" in await shown(front, f"/c/{conversation}/files/fil_none", 404)


@pytest.mark.parametrize(
    ("path", "form", "said"),
    [
        ("say", {"text": "  ", "as": "reply"}, "Write a message first."),
        ("say", {"text": "Kept", "as": "reply", "teammate": "tea_none"}, "no such teammate"),
        ("say", {"text": "Kept", "as": "reply", "cc": "a@b, c"}, "“c” is no email address"),
        ("do", {"action": "dance"}, "no such button"),
        ("do", {"action": "tag", "tag": " "}, "Write the name of a tag first."),
        ("do", {"action": "snooze", "seconds": "9" * 400}, "no number of seconds"),
        ("do", {"action": "assign", "teammate": "tea_none"}, "no such teammate"),
    ],
)
async def test_a_form_is_refused_with_a_sentence(
    front: Front, path: str, form: dict[str, str], said: str
) -> None:
    conversation = await front.customer()
    page = await refused(front, f"/c/{conversation}/{path}", 400, **form)
    problem = re.search(r'id="problem" role="alert">([^<]+)<', page)
    assert problem is not None
    assert said in problem[1]
    assert ("Kept" in page) == (form.get("text") == "Kept")
    assert front.event_types() == ["inbound"]


async def test_files_beyond_the_limit_are_refused_and_the_words_kept(front: Front) -> None:
    conversation = await front.customer()
    files = [("files", (f"{n}.bin", b"x" * (13 * 1024 * 1024))) for n in range(2)]
    form = {"text": "Look at these", "as": "customer"}
    answer = await front.control.post(f"/c/{conversation}/say", data=form, files=files)
    assert answer.status_code == 413
    assert "25 MB together" in answer.text
    assert "Look at these" in answer.text
    assert front.event_types() == ["inbound"]


async def test_a_file_is_downloaded_and_never_shown(front: Front) -> None:
    evil = '"><script>alert(1)</script>.html'
    given = {"filename": evil, "content_type": "text/html", "text": "<script>alert(2)</script>"}
    conversation = await front.customer("Look", attachments=[given])
    raw = (await front.control.get(f"/c/{conversation}")).text
    assert "<script>alert" not in raw
    path = re.search(rf'href="(/c/{conversation}/files/fil_\w+)"', raw)
    assert path is not None
    answer = await front.control.get(path[1])
    assert answer.content == b"<script>alert(2)</script>"
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment; filename*=UTF-8''%22%3E")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]


async def test_copies_and_files_go_out_with_a_reply_and_files_with_a_comment(front: Front) -> None:
    conversation = await front.customer("Hello", cc=["old@copy.example"])
    say = f"/c/{conversation}/say"
    form = {"text": "Hi", "as": "reply", "teammate": "leo", "cc": "New <new@copy.example>"}
    file = [("files", ("bill.pdf", b"bill", "application/pdf"))]
    await front.control.post(say, data=form, files=file)
    note = {"text": "Note", "as": "comment", "teammate": "mia", "cc": "ignored"}
    await front.control.post(say, data=note, files=file)
    (delivered,) = await front.look("journal?kind=delivered")
    assert (delivered["cc"], delivered["author"]) == (["new@copy.example"], "tea_1leo")
    found = front.simulator.desk.workspace.conversations[conversation]
    assert [file.filename for file in found.messages[-1].attachments] == ["bill.pdf"]
    assert [file.data for file in found.comments[-1].attachments] == [b"bill"]


async def test_a_customer_chooses_the_inbox(shop: Front) -> None:
    page = await shown(shop, "/new")
    assert re.findall(r'name="channel" value="(\w+)"', page) == ["email", "inb_2mail", "chat"]
    form = {"channel": "inb_2mail", "name": "Sam", "subject": "Offer", "cc": "c@d.example"}
    await post(shop, "/new", **form, text="Hello", handle="sam@poe.example")
    (found,) = shop.simulator.desk.workspace.conversations.values()
    assert (found.subject, found.inbox_ids) == ("Offer", ["inb_2mail"])
    handles = [(r.role, r.handle) for r in found.messages[0].recipients]
    assert ("from", "sam@poe.example") in handles
    assert ("cc", "c@d.example") in handles
    kept = await refused(shop, "/new", 400, **form | {"cc": "nobody"}, text="Kept words")
    assert "Kept words" in kept
    assert 'value="inb_2mail" data-kind="email" checked' in kept


async def test_authors_are_told_apart_and_a_failure_is_shown(front: Front) -> None:
    conversation = await front.customer("Hello", name="Kim Doe")
    for author in ("ai", "rule", "macro"):
        await front.act("other_bot_reply", conversation=conversation, author_type=author, text="x")
    messages = front.simulator.desk.workspace.conversations[conversation].messages
    messages[-1].error_type = "mailbox full"
    page = await shown(front, f"/c/{conversation}")
    by = re.findall(r'<b dir="auto">([^<]+)</b>(?:<span class="mini">([^<]+)</span>)?', page)
    assert by == [("Kim Doe", ""), ("Autopilot", "AI"), ("Rule", "Bot"), ("Macro", "Bot")]
    assert "Not delivered: mailbox full" in page
    assert 'class="badge failed"' in page


async def test_a_discussion_takes_comments_only(front: Front) -> None:
    done = await front.act("discuss", subject="Trade fair", text="Who goes?", by="mia")
    conversation = done["conversation"]
    page = await shown(front, f"/c/{conversation}")
    assert re.findall(r'name="as" value="(\w+)"', page) == ["comment"]
    assert "Trade fair" in page
    assert "Nobody" not in page
    say = f"/c/{conversation}/say"
    said = await refused(front, say, 400, text="Hi", **{"as": "customer"})
    assert "a discussion takes comments only" in said
    await post(front, say, text="I do", **{"as": "comment"}, teammate="leo")
    assert "I do" in await shown(front, f"/c/{conversation}")


async def test_a_merged_conversation_names_each_of_its_customers(front: Front) -> None:
    one = await front.customer("First", name="Kim Doe", handle="kim@doe.example")
    other = await front.customer("Second", name="Sam Poe", handle="sam@poe.example")
    await front.act("merge", **{"from": one, "into": other})
    page = await shown(front, f"/c/{other}")
    assert re.findall(r'<b dir="auto">([^<]+)</b>', page) == ["Kim Doe", "Sam Poe"]


async def test_the_one_that_a_browser_is_does_what_it_presses(front: Front) -> None:
    conversation = await front.customer()
    path = f"/c/{conversation}"
    assert await post(front, "/_page/me", teammate="tea_1leo", back=path) == path
    await post(front, f"{path}/do", action="archive")
    assert "Archived by Leo Park" in await shown(front, path)
    for wrong in ("//evil.example", "https://evil.example", "/\\evil.example", ""):
        assert await post(front, "/_page/me", teammate="tea_none", back=wrong) == "/"
    await post(front, f"{path}/do", action="reopen")
    assert "Reopened by Leo Park" in await shown(front, path), "nobody else became one"


async def test_time_is_skipped_by_a_form(front: Front) -> None:
    before = front.simulator.time.seconds
    assert await post(front, "/_page/time", seconds="86400", back="/") == "/"
    assert 86_400 <= front.simulator.time.seconds - before < 86_460
    assert "1 day ahead" in await shown(front, "/")
    for wrong in ("-1", "x", "9" * 400):
        assert "no number of seconds" in await refused(front, "/_page/time", 400, seconds=wrong)


async def test_the_health_of_the_webhook_is_told(front: Front, receiver: Receiver) -> None:
    async def health() -> str:
        found = re.search(r'<span class="short">([^<]+)<', await shown(front, "/"))
        assert found is not None
        return found[1]

    assert await health() == "No webhook"
    hook = {"url": receiver.url, "secret": "s"}
    await front.act("webhooks", app=hook)
    assert await health() == "Webhook connected"
    receiver.statuses = [400]
    await front.customer()
    await eventually(lambda: front.simulator.webhooks.health.failed_in_a_row)
    assert await health() == "Webhook failing"
    front.simulator.webhooks.health.is_disabled = True
    assert await health() == "Webhook disabled"
    receiver.refusal = (401, "no")
    await front.act("webhooks", app=hook)
    assert await health() == "Not validated"
    await front.act("webhooks", app=None, rule=hook)
    assert await health() == "Rule webhook"
