"""What the forms of the page do: they are read, performed, and refused with a sentence."""

import base64
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Any, Final

from starlette.datastructures import FormData, UploadFile

from frontmate.simulator.actions import ActionError, Actions
from frontmate.simulator.files import MOST_BYTES

_SAYING = {"customer": "customer_message", "reply": "teammate_reply", "comment": "comment"}
_DOING = ("archive", "reopen", "trash", "assign", "snooze", "tag", "untag")
_ADDRESS: Final = re.compile(r"[^@\s]+@[^@\s]+")
NO_WORDS = "Write a message first."
TOO_LARGE = "Files may have 25 MB together. Choose smaller ones: what you wrote is still here."


class RefusedError(ValueError):
    """The form cannot be carried out; the message is a sentence for whoever filled it in."""

    def __init__(self, problem: str, status: int = 400) -> None:
        super().__init__(problem)
        self.status = status


@dataclass(frozen=True, slots=True)
class Said:
    """What the composer held, to be put there again if it was refused."""

    saying: str = "customer"
    text: str = ""
    teammate: str = ""
    cc: str = ""

    @classmethod
    def read(cls, form: FormData) -> "Said":
        saying = value(form, "as")
        return cls(
            saying if saying in _SAYING else "customer",
            value(form, "text"),
            value(form, "teammate"),
            value(form, "cc"),
        )


async def say(actions: Actions, conversation: str, form: FormData) -> None:
    """As the customer, as a teammate to the customer, or as a comment."""
    said = Said.read(form)
    given: dict[str, Any] = {"conversation": conversation, "text": said.text}
    if not said.text:
        raise RefusedError(NO_WORDS)
    if said.saying == "comment":
        given["by"] = said.teammate
    else:
        given |= copies(said.cc)
    if said.saying == "reply":
        given |= {"teammate": said.teammate, "archive": bool(value(form, "archive"))}
    given["attachments"] = await files(form.getlist("files"))
    perform(actions, _SAYING[said.saying], given)


async def start(actions: Actions, form: FormData, kinds: Mapping[str, str]) -> str:
    """A customer's first message; the id of the conversation that it began.

    `kinds` are the kinds of channel by what the form calls the inboxes.
    """
    given: dict[str, Any] = {key: value(form, key) for key in ("name", "handle", "text")}
    channel = value(form, "channel")
    if not given["text"]:
        raise RefusedError(NO_WORDS)
    # One radio button for each inbox: the first of a channel is called by the channel.
    given |= {"inbox": channel} if channel.startswith("inb_") else {"channel": channel}
    if kinds.get(channel, channel) in {"email", "form"}:
        given |= {"subject": value(form, "subject")} | copies(value(form, "cc"))
    given["attachments"] = await files(form.getlist("files"))
    return str(perform(actions, "customer_message", given)["conversation"])


def do(actions: Actions, conversation: str, form: FormData, me: str) -> None:
    """Assign, archive, tag …, as the teammate `me`."""
    action = value(form, "action")
    if action not in _DOING:
        raise RefusedError("This page has no such button. Load it again.")
    given: dict[str, Any] = {"conversation": conversation, "by": me}
    if action == "assign":
        given["teammate"] = value(form, "teammate")
    if action == "snooze":
        given["seconds"] = number(form, "seconds")
    if action in {"tag", "untag"}:
        given["tag"] = value(form, "tag")
        if not given["tag"]:
            raise RefusedError("Write the name of a tag first.")
    perform(actions, action, given)


def perform(actions: Actions, name: str, given: dict[str, Any]) -> dict[str, Any]:
    try:
        return actions.perform(name, given)
    except ActionError as error:
        argument, _, problem = str(error).partition(": ")
        if problem.startswith("no such conversation"):
            raise RefusedError("There is no such conversation any more.", 404) from error
        raise RefusedError(f"That did not work: {problem or argument}.") from error


def copies(given: str) -> dict[str, list[str]]:
    """`cc`, where some are given."""
    if not given:
        return {}
    pieces = [piece.strip() for piece in given.replace(";", ",").split(",") if piece.strip()]
    found = [parseaddr(piece)[1] for piece in pieces]
    wrong = next((p for p, a in zip(pieces, found, strict=True) if not _ADDRESS.fullmatch(a)), None)
    if wrong:
        raise RefusedError(
            f"“{wrong}” is no email address. Write copies as a@b.example, c@d.example."
        )
    return {"cc": found}


async def files(given: Sequence[UploadFile | str]) -> list[dict[str, str]]:
    """As the actions take them; an empty file field counts as none."""
    uploads = [one for one in given if isinstance(one, UploadFile) and one.filename]
    if sum(one.size or 0 for one in uploads) > MOST_BYTES:
        raise RefusedError(TOO_LARGE, 413)
    return [
        {
            "filename": one.filename or "",
            "content_type": one.content_type or "application/octet-stream",
            "base64": base64.b64encode(await one.read()).decode(),
        }
        for one in uploads
    ]


def value(form: FormData, key: str) -> str:
    found = form.get(key)
    return found.strip() if isinstance(found, str) else ""


def number(form: FormData, key: str) -> float:
    """Seconds, 0 or more; less than thirty years."""
    given = value(form, key)
    if not (given.isascii() and given.isdigit() and len(given) < 10):
        raise RefusedError("That is no number of seconds.")
    return float(given)
