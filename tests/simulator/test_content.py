"""Real content: conversations and help centers from folders, loaded as a past that stays quiet."""

import json
import time
from collections.abc import AsyncIterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from frontmate.simulator import Config, load_conversations, load_help_centers
from frontmate.simulator.content import ContentUnreadableError
from frontmate.simulator.content.invented_people import somebody
from frontmate.simulator.content.times import when_of
from tests.simulator.conftest import Front, Receiver, eventually, served
from tests.simulator.test_help_centers import written

DATASETS = Path(__file__).parents[3] / "shared" / "datasets"
needs_datasets = pytest.mark.skipif(
    not DATASETS.is_dir(), reason=f"the data sets are not at {DATASETS}"
)
PARCEL = """\
---
channel: email
subject: Where is my parcel?
from: kim@doe.example
name: Kim Doe
assignee: Mia
tags: [parcel, vip]
status: archived
when: 2026-07-06 09:30
---
Hello, where is it?

```
## Mia
```

## Mia (2 hours later)
On its way.
### A heading within

## Comment by leo
Ask the **carrier**.

## Customer (2026-07-07)
Thank you!
"""


@pytest.fixture
async def front(tmp_path: Path) -> AsyncIterator[Front]:
    written(tmp_path, {"past/parcel.md": PARCEL})
    async with served() as front:
        yield front


async def loaded(front: Front, folder: Path, **more: Any) -> dict[str, Any]:
    await front.act("load", conversations=str(folder), **more)
    (conversation,) = (await front.look("state"))["conversations"]
    return dict(conversation)


async def test_a_markdown_file_is_a_conversation(front: Front, tmp_path: Path) -> None:
    found = await loaded(front, tmp_path / "past")
    assert (found["subject"], found["status"]) == ("Where is my parcel?", "archived")
    assert found["assignee"]["username"] == "mia"
    assert [tag["name"] for tag in found["tags"]] == ["parcel", "vip"]
    said = [(m["is_inbound"], m["text"], m["created_at"]) for m in found["messages"]]
    began = 1783330200.0
    assert said == [
        (True, "Hello, where is it?\n\n```\n## Mia\n```", began),
        (False, "On its way.\n### A heading within", began + 7200),
        (True, "Thank you!", 1783382400.0),
    ]
    assert found["messages"][1]["author"]["username"] == "mia"
    assert found["messages"][0]["recipients"][0]["handle"] == "kim@doe.example"
    (comment,) = found["comments"]
    assert (comment["author"]["username"], comment["body"]) == ("leo", "Ask the **carrier**.")
    assert comment["posted_at"] == began + 7200 + 600, "ten minutes, where nothing is said"


async def test_the_past_is_in_the_event_list_and_nobody_is_told_of_it(
    front: Front, receiver: Receiver, tmp_path: Path
) -> None:
    hook = {"url": receiver.url, "secret": "s"}
    rule = {"on": ["inbound"], "do": [{"action": "assign", "teammate": "leo"}]}
    await front.control.post("/_control/rules", json=[rule])
    await front.act("webhooks", app=hook, rule=hook)
    await front.act("load", conversations=str(tmp_path / "past"))
    events = (await front.api.get("/events?sort_order=asc")).json()["_results"]
    assert [event["type"] for event in events] == [
        *("inbound", "assign", "tag", "tag", "out_reply", "comment", "inbound", "archive"),
    ]
    assert [event["emitted_at"] for event in events] == sorted(e["emitted_at"] for e in events)
    assert events[-1]["emitted_at"] == 1783382400.0
    assert await front.look("deliveries") == []
    assert {entry["kind"] for entry in await front.look("journal")} <= {"control", "request"}
    await front.customer("And now?")
    assert [one["type"] for one in await front.look("deliveries")][:2] == ["inbound_received"] * 2
    await eventually(lambda: front.event_types()[-1] == "assign")


async def test_json_says_the_same(front: Front, tmp_path: Path) -> None:
    given = {
        "channel": "sms",
        "from": 12025550107,
        "name": "Sam Poe",
        "tags": "one, two",
        "status": "snoozed",
        "when": "3 days ago",
        "messages": [
            {"text": "hi"},
            {"by": "leo@example.com", "text": "hello", "when": "+ 1 h"},
            {"comment_by": "Mia Torres", "text": "note"},
        ],
    }
    written(tmp_path, {"json/a.json": json.dumps(given)})
    found = await loaded(front, tmp_path / "json")
    (reminder,) = found["scheduled_reminders"]
    now = front.simulator.desk.workspace.now()
    assert reminder["scheduled_at"] == pytest.approx(now + 86_400, abs=30)
    first, second = found["messages"]
    assert first["created_at"] == pytest.approx(now - 3 * 86_400, abs=30)
    assert second["created_at"] - first["created_at"] == pytest.approx(3600, abs=0.01)
    assert (first["type"], first["recipients"][0]["handle"]) == ("sms", "12025550107")
    assert found["comments"][0]["author"]["username"] == "mia"
    assert [tag["name"] for tag in found["tags"]] == ["one", "two"]


async def test_lines_of_json_are_a_conversation_each_and_people_are_made_up(
    front: Front, tmp_path: Path
) -> None:
    lines = [
        {"id": f"q{n}", "text": f"Question {n}", "gold": ["a"], "lang": "en"} for n in range(9)
    ]
    text = "\n\n".join(json.dumps(line) for line in lines)
    written(
        tmp_path, {"set/queries.en.jsonl": text, "set/corpus.jsonl": "{}", "set/README.md": "x"}
    )
    done = await front.act("load", conversations=str(tmp_path / "set"), limit=5)
    assert done == {"conversations": 5}
    state = await front.look("state")
    assert [c["messages"][0]["text"] for c in state["conversations"]] == [
        f"Question {n}" for n in range(5)
    ]
    assert {c["channel"] for c in state["conversations"]} == {"chat"}
    people = front.simulator.desk.workspace.people
    assert len({contact.name for contact in people.contacts.values()}) == 5
    times = [c["created_at"] for c in state["conversations"]]
    assert [after - before for before, after in pairwise(times)] == pytest.approx([3600] * 4, abs=1)


def test_no_two_of_many_made_up_people_share_a_name_or_an_address() -> None:
    many = [somebody(number) for number in range(2000)]
    for kind in ("email", "chat", "sms"):
        assert len({one.handle(kind) for one in many}) == 2000
    assert len({one.name for one in many}) == 2000


@pytest.mark.parametrize(
    ("given", "kind", "seconds"),
    [
        ("2026-07-06", "at", 1783296000.0),
        ("2026-07-06 09:30", "at", 1783330200.0),
        ("2026-07-06T11:30+02:00", "at", 1783330200.0),
        (1783330200, "at", 1783330200.0),
        ("3 days ago", "ago", 259_200.0),
        ("1 week ago", "ago", 604_800.0),
        ("45 min later", "later", 2700.0),
        ("+2h", "later", 7200.0),
        ("2 hours later", "later", 7200.0),
    ],
)
def test_times_are_written_as_people_do(given: object, kind: str, seconds: float) -> None:
    found = when_of(given)
    assert (found.kind, found.seconds) == (kind, seconds)


@pytest.mark.parametrize("given", ["yesterday", "2 hours", "3 moons ago", "", None, [], True])
def test_what_is_no_time_is_no_time(given: object) -> None:
    with pytest.raises(ValueError, match=r"time|isoformat"):
        when_of(given)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.md", "---\nsubject: x\n---\n", "a.md has no message"),
        ("a.md", "---\nsubject: a: b\n---\nHi", "a.md, line 2, has front matter that is no YAML"),
        ("a.md", "---\nsubject: x\ncolour: y\n---\nHi", "line 3, has the unknown key colour"),
        ("a.md", "---\nsubject: x\nstatus: gone\n---\nHi", "line 3, has the status gone"),
        ("a.md", "---\nwhen: soon\n---\nHi", "line 2, has a when that is no time: soon"),
        ("a.md", "---\nwhen: 2 h later\n---\nHi", "line 2, begins later"),
        ("a.md", "---\ntags: {a: b}\n---\nHi", "line 2, has tags that are no list"),
        ("a.md", "Hi\n\n## Mia (soon)\nHo", "line 3, has brackets that hold no time: (soon)"),
        ("a.md", "Hi\n## Mia\n\n## Customer\nHo", "line 2, has nothing below “Mia”"),
        ("a.md", "---\nsubject: x\n---\n## Mia\nHo", "begins with Mia"),
        ("a.json", "[\n{]", "a.json, line 2, is no JSON"),
        ("a.json", '{"messages": []}', "has no messages"),
        ("a.json", '[{"text": "a"}, 5]', "holds what is no object"),
        ("a.json", '{"messages": [{"by": "mia"}]}', "a message without text"),
        ("a.jsonl", '{"text": "a"}\n\n{"text": 5}', "a.jsonl, line 3, has a message without text"),
        ("a.jsonl", '{"text": "a"}\n{', "a.jsonl, line 2, is no JSON"),
        ("a.jsonl", "[]", "line 1, is no object"),
        ("a.jsonl", '{"text": "a", "from": ["b"]}', "line 1, has a from that is no text"),
        ("a.txt", "Hi", "holds no conversation"),
    ],
)
def test_what_is_wrong_is_said_with_file_and_line(
    tmp_path: Path, name: str, text: str, said: str
) -> None:
    written(tmp_path, {name: text})
    with pytest.raises(ContentUnreadableError) as raised:
        load_conversations(tmp_path)
    assert said in str(raised.value)
    assert str(tmp_path) in str(raised.value)


async def test_whom_the_company_does_not_have_is_said_and_nothing_is_loaded(
    front: Front, tmp_path: Path
) -> None:
    wrong = {
        "teammate Zoe": "Hi\n## Zoe\nHo",
        "channel fax": "---\nchannel: fax\n---\nHi",
        "inbox Sales": "---\ninbox: Sales\n---\nHi",
    }
    for number, (said, text) in enumerate(wrong.items()):
        folder = written(tmp_path / str(number), {"a.md": "Good", "b.md": text})
        answer = await front.control.post("/_control/load", json={"conversations": str(folder)})
        assert answer.status_code == 400
        assert f"b.md names the unknown {said}. There are " in answer.json()["error"]
    assert (await front.look("state"))["conversations"] == []
    for given in ({}, {"conversations": str(tmp_path / "none")}, {"help_centers": 5}):
        assert (await front.control.post("/_control/load", json=given)).status_code == 400


async def test_a_reset_brings_back_what_the_config_names(tmp_path: Path) -> None:
    written(tmp_path, {"past/parcel.md": PARCEL, "more/a.md": "Another"})
    config = Config.from_json({"conversations": str(tmp_path / "past"), "message_delay": 0})
    assert config.conversations == load_conversations(tmp_path / "past")
    async with served(config) as front:
        await front.act("load", conversations=str(tmp_path / "more"))
        assert len((await front.look("state"))["conversations"]) == 2
        await front.act("reset")
        (only,) = (await front.look("state"))["conversations"]
        assert only["subject"] == "Where is my parcel?"
        assert only["_links"]["self"].startswith(front.url)


def test_a_config_may_hold_conversations_itself() -> None:
    config = Config.from_json({"conversations": [{"text": "Hi", "subject": "x"}]})
    assert config.conversations[0].messages[0].text == "Hi"
    with pytest.raises(ValueError, match=r"conversations\[0\]"):
        Config.from_json({"conversations": ["Hi"]})


# Help centers


def test_a_data_set_is_a_help_center_with_a_locale_for_each_language(tmp_path: Path) -> None:
    german = [
        {"id": "a", "title": "", "text": "Dreißig <b>Tage</b>, " + "lang " * 30, "lang": "de"}
    ]
    english = [
        {
            "id": "a",
            "title": "Returns",
            "text": "Thirty **days**",
            "lang": "en",
            "domain": "Orders",
        },
        {"id": "b c#1", "title": "Other", "text": "x"},
    ]
    files = {"corpus.de.jsonl": german, "corpus.en.jsonl": english}
    lines = {f"shop/{n}": "\n".join(map(json.dumps, one)) for n, one in files.items()}
    (center,) = load_help_centers(written(tmp_path, lines))
    assert (center.name, center.locales) == ("shop", ("en", "de"))
    assert [(a.slug, a.locale, a.category) for a in center.articles] == [
        ("a", "de", ""),
        ("a", "en", "Orders"),
        ("b%20c%231", "en", ""),
    ]
    assert center.articles[0].title.startswith("Dreißig <b>Tage</b>, lang")
    assert center.articles[0].title.endswith("…")
    assert "&lt;b&gt;" in center.articles[0].html
    assert center.articles[1].html == "<p>Thirty <strong>days</strong></p>\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        ('{"id": "a"}', "line 1, has no text"),
        ('{"id": "a", "text": "x"}\n{"text": "x"}', "line 2, has no id"),
        ('{"id": "a", "text": "x"}\n{"id": "a", "text": "y"}', "line 2, has the id a in en again"),
        ('{"id": "a", "text": "x", "lang": 5}', "that is no text"),
    ],
)
def test_what_is_wrong_in_a_data_set_is_said(tmp_path: Path, text: str, said: str) -> None:
    written(tmp_path, {"corpus.jsonl": text})
    with pytest.raises(ContentUnreadableError, match=said):
        load_help_centers(tmp_path)


def test_articles_may_stand_in_the_json_itself(tmp_path: Path) -> None:
    articles = [{"title": "One", "markdown": "*a*", "slug": "one"}]
    text = json.dumps({"name": "Help", "articles": articles})
    written(tmp_path, {"help-center.json": text, "two.md": "---\ntitle: Two\n---\nb"})
    (center,) = load_help_centers(tmp_path)
    assert [article.title for article in center.articles] == ["One", "Two"]
    for wrong in ([{"title": "One"}], ["One"], [{"html": "x"}]):
        written(tmp_path, {"help-center.json": json.dumps({"articles": wrong})})
        with pytest.raises(ContentUnreadableError, match="an article"):
            load_help_centers(tmp_path)


async def test_help_centers_are_loaded_into_a_stand_in_that_runs(
    front: Front, tmp_path: Path
) -> None:
    line = json.dumps({"id": "a", "title": "Returns", "text": "Thirty days"})
    folder = written(tmp_path / "help", {"shop/corpus.jsonl": line})
    done = await front.act("load", help_centers=str(folder))
    assert done["articles"] == 1
    (base,) = (await front.api.get("/knowledge_bases")).json()["_results"]
    assert done["help_centers"] == [base["id"]]


@needs_datasets
async def test_the_data_sets_load_whole_and_quickly() -> None:
    centers = load_help_centers(DATASETS)
    found = {center.name: (len(center.articles), center.locales) for center in centers}
    assert found["tau2_banking"] == (698, ("en",))
    assert found["xquad"] == (960, ("en", "de", "es", "zh"))
    pasts = load_conversations(DATASETS, 1000)
    config = Config(help_centers=centers, conversations=pasts, message_delay=0)
    started = time.process_time()
    async with served(config) as front:
        took = time.process_time() - started
        assert len(front.simulator.desk.workspace.conversations) == 1000
        assert front.simulator.journal.entries == []
        assert took < 20, "seconds of this process, on the slowest machine"
