"""The drafts at the end of a thread, and what a person does with one by a form."""

from dataclasses import dataclass

from markupsafe import Markup
from starlette.datastructures import FormData

from frontmate.simulator.actions import Actions
from frontmate.simulator.actions.arguments import ActionError
from frontmate.simulator.desk import Desk
from frontmate.simulator.page.attached import FileShown, files_of
from frontmate.simulator.page.people import Person, teammate
from frontmate.simulator.records import Conversation, Message
from frontmate.simulator.richtext import safe_html, safe_text

_ACTIONS = {"send": "send_draft", "edit": "edit_draft", "discard": "discard_draft"}
CHANGED = "The draft was changed meanwhile. Look at it again before you send it."


@dataclass(frozen=True, slots=True)
class DraftShown:
    """One draft; `text` is what the box holds in which it can be edited."""

    id: str
    version: str
    person: Person
    html: Markup
    text: str
    to: str
    files: tuple[FileShown, ...]


def drafts_of(desk: Desk, conversation: Conversation) -> list[DraftShown]:
    """Oldest first; a private draft is seen by its author only, so not here."""
    shown = [draft for draft in conversation.drafts if draft.draft_mode == "shared"]
    return [_shown(desk, draft) for draft in shown]


def handle(actions: Actions, desk: Desk, conversation_id: str, form: FormData) -> str:
    """Do what the pressed button says; returns the problem, if there is one.

    Whoever changes the words and presses send at once sends the changed words.
    """
    pressed, draft_id = str(form.get("action", "")), str(form.get("draft", ""))
    draft = desk.drafts.find(draft_id)
    if pressed not in _ACTIONS or draft is None or draft.conversation_id != conversation_id:
        return CHANGED
    given = {"draft": draft_id, "teammate": form.get("teammate"), "version": form.get("version")}
    words = str(form.get("text", "")).replace("\r\n", "\n").strip()
    try:
        if pressed != "discard" and words and words != _editable(draft):
            done = actions.perform("edit_draft", given | {"text": words})
            given["version"] = done["version"]
        if pressed != "edit":
            actions.perform(_ACTIONS[pressed], given)
    except ActionError:
        return CHANGED
    return ""


def _shown(desk: Desk, draft: Message) -> DraftShown:
    author = desk.workspace.people.author(draft.author_id)
    is_email = draft.type == "email"
    return DraftShown(
        draft.id,
        draft.version or "",
        teammate(author, draft.author_id in desk.workspace.people.teammates),
        safe_html(draft.body) if is_email else safe_text(draft.body),
        _editable(draft),
        ", ".join(r.name or r.handle for r in draft.recipients if r.role in {"to", "cc", "bcc"}),
        files_of(draft.conversation_id, draft.attachments),
    )


def _editable(draft: Message) -> str:
    return draft.text.replace("\r\n", "\n").strip()
