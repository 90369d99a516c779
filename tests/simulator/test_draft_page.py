"""Drafts on the page: marked as such, and sent, changed and discarded by a named teammate."""

import re
from typing import Any

import pytest

from tests.browsing import needs_chromium, open_browser
from tests.simulator.conftest import Front
from tests.simulator.test_drafts import drafted

EVIL = "<img src=x onerror=alert(1)><script>alert(2)</script></textarea><b>x"


@pytest.fixture
async def conversation(front: Front) -> str:
    return await front.customer("Hello", name="Kim Doe", subject="Parcel")


async def press(front: Front, conversation: str, draft: dict[str, Any], **form: str) -> int:
    given = {"draft": draft["id"], "version": draft["version"], "teammate": "tea_1mia"} | form
    answer = await front.control.post(f"/c/{conversation}/draft", data=given)
    return answer.status_code


async def test_a_draft_is_marked_as_the_ai_teammates_and_shown_in_the_list(
    front: Front, conversation: str
) -> None:
    await drafted(front, conversation, mode="shared")
    html = (await front.control.get(f"/c/{conversation}")).text
    shown = html[html.index('id="drafts"') :]
    assert 'class="entry draft ai"' in shown
    assert "Draft, not sent" in shown
    assert "<b>Ada</b>" in shown
    assert '<span class="badge draft">Draft</span>' in html
    for label in ("Send", "Edit", "Discard"):
        assert re.search(rf">{label}</(button|summary)>", shown)


async def test_a_private_draft_is_not_shown(front: Front, conversation: str) -> None:
    await drafted(front, conversation, mode="private")
    html = (await front.control.get(f"/c/{conversation}")).text
    assert "Draft" not in html


async def test_sending_by_the_form_makes_it_the_teammates_reply(
    front: Front, conversation: str
) -> None:
    draft = await drafted(front, conversation, mode="shared")
    assert await press(front, conversation, draft, action="send", text="Soon") == 303
    (delivered,) = await front.look("journal?kind=delivered")
    assert (delivered["author"], delivered["text"]) == ("tea_1mia", "Soon")
    sent = front.simulator.desk.workspace.message(delivered["message"])
    assert sent is not None
    assert sent.body == "<p>Soon</p>", "unchanged words keep their form"
    html = (await front.control.get(f"/c/{conversation}")).text
    assert "Draft" not in html
    assert "Mia Torres" in html


async def test_changed_words_are_saved_or_sent_with_the_button_that_is_pressed(
    front: Front, conversation: str
) -> None:
    draft = await drafted(front, conversation, mode="shared")
    assert await press(front, conversation, draft, action="edit", text="Now\r\n1 < 2") == 303
    (saved,) = front.simulator.desk.workspace.conversations[conversation].drafts
    assert (saved.text, saved.id) == ("Now\n1 < 2", draft["id"])
    assert front.event_types() == ["inbound"]
    current = {"id": saved.id, "version": saved.version}
    assert await press(front, conversation, current, action="send", text="Better") == 303
    (delivered,) = await front.look("journal?kind=delivered")
    assert delivered["text"] == "Better"


async def test_discarding_sends_nothing(front: Front, conversation: str) -> None:
    draft = await drafted(front, conversation, mode="shared")
    assert await press(front, conversation, draft, action="discard", text="whatever") == 303
    assert front.simulator.desk.workspace.conversations[conversation].drafts == []
    assert front.event_types() == ["inbound"]


async def test_a_draft_that_changed_meanwhile_is_not_sent_and_the_page_says_so(
    front: Front, conversation: str
) -> None:
    draft = await drafted(front, conversation, mode="shared")
    await front.act("edit_draft", draft=draft["id"], teammate="leo", text="Leo's")
    for action in ("send", "edit", "discard", "dance"):
        given = {"draft": draft["id"], "version": draft["version"], "action": action}
        form = given | {"teammate": "tea_1mia", "text": "Mine"}
        answer = await front.control.post(f"/c/{conversation}/draft", data=form)
        assert answer.status_code == 409
        assert "The draft was changed meanwhile" in answer.text
    (kept,) = front.simulator.desk.workspace.conversations[conversation].drafts
    assert kept.text == "Leo's"
    assert front.event_types() == ["inbound"]


async def test_a_draft_of_another_conversation_is_not_touched(
    front: Front, conversation: str
) -> None:
    draft = await drafted(front, await front.customer("another"), mode="shared")
    assert await press(front, conversation, draft, action="send") == 409
    assert await press(front, "cnv_none", draft, action="send") == 404
    assert await front.look("journal?kind=delivered") == []


async def test_nothing_of_a_drafts_html_gets_out_of_its_box(
    front: Front, conversation: str
) -> None:
    await drafted(front, conversation, mode="shared", body=EVIL, to=[EVIL])
    await front.act("draft", conversation=conversation, teammate="leo", text=EVIL)
    html = (await front.control.get(f"/c/{conversation}")).text
    for piece in ("<img", "<script>alert", "<b>x"):
        assert piece not in html


@needs_chromium
@pytest.mark.parametrize("has_script", [True, False])
async def test_in_a_browser_a_draft_is_edited_and_sent_by_keyboard(
    front: Front, conversation: str, has_script: bool
) -> None:
    await drafted(front, conversation, mode="shared")
    problems: list[str] = []
    async with open_browser() as browser:
        viewport = {"width": 390, "height": 800}
        tab = await browser.new_page(viewport=viewport, java_script_enabled=has_script)  # type: ignore[arg-type] # a ViewportSize is such a dict
        tab.on("console", lambda message: problems.append(message.text))
        await tab.goto(f"{front.url}/c/{conversation}")
        await tab.focus(".drafting summary")
        await tab.keyboard.press("Enter")
        await tab.keyboard.press("Tab")
        await tab.keyboard.press("Control+A")
        await tab.keyboard.type("Written by hand")
        if has_script:
            # What happens meanwhile must not take the words away.
            await front.customer("Are you there?", conversation=conversation)
            await tab.wait_for_selector(".entry.customer >> text=Are you there?")
            assert await tab.input_value(".drafting textarea") == "Written by hand"
        await tab.select_option(".drafting select", "tea_1leo")
        await tab.focus(".drafting .primary")
        await tab.keyboard.press("Enter")
        await tab.wait_for_selector(".entry.teammate:not(.draft) >> text=Written by hand")
        await tab.wait_for_selector(".entry.draft", state="detached")
    assert problems == []
    (delivered,) = await front.look("journal?kind=delivered")
    assert (delivered["author"], delivered["text"]) == ("tea_1leo", "Written by hand")


@needs_chromium
@pytest.mark.parametrize("width", [390, 768, 1440])
async def test_a_draft_appears_by_itself_and_fits_the_window(
    front: Front, conversation: str, width: int
) -> None:
    async with open_browser() as browser:
        tab = await browser.new_page(viewport={"width": width, "height": 800})
        await tab.goto(f"{front.url}/c/{conversation}")
        long = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz" * 3
        await drafted(front, conversation, mode="shared", body=f"<p>{long}</p>", to=[long])
        await tab.wait_for_selector(".entry.draft")
        await tab.click(".drafting summary")
        assert await tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
        outside = """() => [...document.querySelectorAll('.draft .bubble *')].filter(
            (one) => one.getBoundingClientRect().right > innerWidth).length"""
        assert await tab.evaluate(outside) == 0
