"""Whose a conversation was when we wrote into it, by the stand-in's journal (10.2)."""

from collections.abc import Sequence

from tests.journeys.house import AI
from tests.prove.said import is_answer
from tests.prove.story import WORDS, Json, Story


def over_a_person(story: Story, elsewhere: Sequence[Json] | None = None) -> tuple[list[str], int]:
    """Messages to the customer that were written although our last look had shown a person.

    `elsewhere`: the requests of those that went into a conversation of their own, as the answer to
    a call does.
    """
    looks = [e for e in story.requests("GET") if e["status"] == 200]
    posts = story.requests("POST", "/messages") if elsewhere is None else elsewhere
    found, in_the_window = [], 0
    for post in posts:
        if post["status"] != 202 or (post["json"] or {}).get("author_id") != AI:
            continue
        taken = _taken_over(story, post["path"].split("/")[2] if elsewhere is None else story.id)
        before = [e["n"] for e in looks if e["n"] < post["n"]]
        if not before or _holds(taken, before[-1]):
            found.append(f"{story.id}: request {post['n']} was written over a person")
        elif _holds(taken, post["n"]):
            in_the_window += 1
        elif is_answer(post["json"]["body"]) and _was_handed_over(story, post["n"]):
            found.append(f"{story.id}: request {post['n']} answers what was handed over")
    return found, in_the_window


def _was_handed_over(story: Story, at: int) -> bool:
    """Whether our own note to the team stands before a request, and between them neither a
    customer's words nor a teammate who has given it back."""
    comments = [e for e in story.requests("POST", "/comments") if e["n"] < at]
    # That a caller was sent something is no hand-off.
    notes = [e["n"] for e in comments if "has sent the caller" not in e["json"]["body"]]
    before = [e for e in story.entries("change") if e["n"] < at]
    ours = [e["n"] for e in before if e["type"] in WORDS or _gives_it_back(story, e)]
    return bool(notes) and notes[-1] > max(ours, default=0)


def _gives_it_back(story: Story, entry: Json) -> bool:
    by_hand = entry["type"] == "assign" and entry["source"] == "teammate"
    return by_hand and gives_to_the_ai(story, entry)


def _taken_over(story: Story, id_: str) -> list[tuple[int, bool]]:
    """`(journal entry, a person has it from here on)`, oldest first.

    Of one conversation: what is merged into it does not change who has it, but may bring newer
    words of the customer's than a person's that stand here.
    """
    events = story.simulator.desk.workspace
    turns: list[tuple[int, bool]] = []
    asked_elsewhere = replied_at = 0
    for entry in story.entries("change"):
        event = events.event(entry["event"])
        if event is not None and entry["conversation"] != id_ and entry["type"] in WORDS:
            asked_elsewhere = entry["n"]
        if event is None or entry["conversation"] != id_:
            continue
        target: Json = (event.data.get("target") or {}).get("data") or {}
        if entry["type"] == "assign":
            turns.append((entry["n"], target["id"] != AI))
        elif entry["type"] == "unassign":
            turns.append((entry["n"], False))
        elif entry["type"] in ("out_reply", "outbound") and _by_a_person(target):
            turns.append((entry["n"], True))
            replied_at = entry["n"]
        elif entry["type"] == "conversations_merged" and asked_elsewhere > replied_at:
            turns.append((entry["n"], _is_assigned_to_a_person(event.data)))
        elif entry["type"] in WORDS:
            # Whoever wrote before has had their say; who holds it holds it still.
            turns.append((entry["n"], _is_assigned_to_a_person(event.data)))
    return turns


def _by_a_person(message: Json) -> bool:
    author = message.get("author") or {}
    return author.get("type") == "user"


def _is_assigned_to_a_person(data: Json) -> bool:
    assignee = data["conversation"].get("assignee")
    return assignee is not None and assignee["id"] != AI


def _holds(taken: Sequence[tuple[int, bool]], at: int) -> bool:
    return next((person for n, person in reversed(taken) if n < at), False)


def archived_over_a_person(story: Story) -> bool:
    looks = [e["n"] for e in story.requests("GET") if e["status"] == 200]
    for entry in story.entries("change"):
        if entry["type"] == "archive" and entry["source"] == "api":
            before = [n for n in looks if n < entry["n"]]
            if not before or _holds(_taken_over(story, entry["conversation"]), before[-1]):
                return True
    return False


def gives_to_the_ai(story: Story, entry: Json) -> bool:
    event = story.simulator.desk.workspace.event(entry["event"])
    target = None if event is None else (event.data.get("target") or {}).get("data")
    return target is not None and target["id"] == AI
