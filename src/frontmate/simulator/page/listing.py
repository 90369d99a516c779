"""The conversation list beside the thread."""

from dataclasses import dataclass

from frontmate.simulator.desk import Desk
from frontmate.simulator.page.moments import day_or_time, exact
from frontmate.simulator.page.people import Person, correspondent, teammate
from frontmate.simulator.page.states import LABELS, kind_of, state_of
from frontmate.simulator.page.view import FILTERS, View
from frontmate.simulator.records import Conversation
from frontmate.simulator.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Row:
    """One conversation, as short as it can be told."""

    id: str
    person: Person
    subject: str
    preview: str
    preview_by: str
    kind: str
    status: str
    is_open: bool
    assignee: Person | None
    when: str
    exactly: str
    updated: float
    has_draft: bool
    has_failed: bool
    has_files: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """The rows that are shown, how many more there are, and how many each filter would show."""

    rows: list[Row]
    left: int
    counts: dict[str, int]


def listed(desk: Desk, view: View) -> Listed:
    """Newest message first; the counts are those of the inbox and the words that are chosen."""
    workspace, words = desk.workspace, view.find.casefold().split()
    inside = [
        conversation
        for conversation in workspace.conversations.values()
        if (not view.inbox or view.inbox in conversation.inbox_ids)
        and (not words or _says(workspace, conversation, words))
    ]
    found = [conversation for conversation in inside if _is_shown(conversation, view.show)]
    found.sort(key=_last_said, reverse=True)
    return Listed(
        [_row(workspace, conversation) for conversation in found[: view.rows]],
        max(len(found) - view.rows, 0),
        {show: sum(_is_shown(conversation, show) for conversation in inside) for show in FILTERS},
    )


def _last_said(conversation: Conversation) -> float:
    """Tags and assignments do not move a conversation up the list, messages do."""
    last = conversation.last_message
    if last is not None:
        return last.created_at
    comments = conversation.comments
    return comments[-1].posted_at if comments else conversation.created_at


def _is_shown(conversation: Conversation, show: str) -> bool:
    state = state_of(conversation)
    if show == "unassigned":
        return state == "open" and conversation.assignee_id is None
    return show in {"all", state}


def _says(workspace: Workspace, conversation: Conversation, words: list[str]) -> bool:
    """Whether every word is somewhere in it."""
    contact = workspace.people.correspondent(conversation.contact_id)
    told = [conversation.id, conversation.subject]
    told += [contact.name, *(handle.handle for handle in contact.handles)]
    told += [tag.name for t in conversation.tag_ids if (tag := workspace.people.tags.get(t))]
    told += [message.text for message in conversation.messages]
    told += [comment.body for comment in conversation.comments]
    everything = "\n".join(told).casefold()
    return all(word in everything for word in words)


def _row(workspace: Workspace, conversation: Conversation) -> Row:
    people = workspace.people
    assignee = people.author(conversation.assignee_id)
    by, preview = _preview(workspace, conversation)
    state, said = state_of(conversation), _last_said(conversation)
    is_discussed = conversation.type != "conversation"
    return Row(
        conversation.id,
        correspondent(people, conversation),
        "" if is_discussed else conversation.subject,
        preview,
        by,
        kind_of(conversation),
        LABELS.get(state, ""),
        state == "open",
        teammate(assignee) if assignee else None,
        day_or_time(said, workspace.now()),
        exact(said),
        conversation.updated_at,
        any(draft.draft_mode == "shared" for draft in conversation.drafts),
        any(message.error_type for message in conversation.messages),
        any(message.attachments for message in conversation.messages),
    )


def _preview(workspace: Workspace, conversation: Conversation) -> tuple[str, str]:
    """Who said the last thing, unless it was the customer, and how it begins."""
    last = conversation.last_message
    if last is None:
        if not conversation.comments:
            return "", ""
        comment = conversation.comments[-1]
        return _short(workspace, comment.author_id), " ".join(comment.body.split())[:140]
    by = "" if last.is_inbound else _short(workspace, last.author_id)
    words = " ".join(last.text.split())[:140]
    return by, words or ", ".join(file.filename for file in last.attachments)


def _short(workspace: Workspace, author_id: str | None) -> str:
    author = workspace.people.author(author_id)
    return author.first_name if author else "Team"
