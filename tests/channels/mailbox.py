"""The mails of `messages/`, and what is read from one: text, language, contact, verdict."""

from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path
from typing import Any

import yaml

from frontmate.agent.language import language_of_thread
from frontmate.channels import (
    Incoming,
    Mail,
    judge,
    normal_handle,
    readable_text,
    replies_within,
    written_by,
)
from frontmate.conversation.message import Channel

OWN = frozenset({"help@lumen.example", "robin@lumen.example"})
FORMS = frozenset({"forms@lumen.example", "no-reply@forms.example"})
_ADA = "Ada Love <ada@customer.example>"


@dataclass(frozen=True)
class Case:
    """`held_out`: every fourth, or as its file says, not looked at while the code was made to fit
    the others."""

    id: str
    held_out: bool
    given: dict[str, Any]

    @property
    def expected(self) -> dict[str, str | None]:
        name, address = parseaddr(self.given.get("from", _ADA))
        contact = self.given.get("contact", address)
        expected = {
            "text": self.given["new"].strip(),
            "contact": contact,
            "name": self.given.get("name", name),
            "verdict": self.given.get("verdict", "customer"),
            "answer_to": self.given.get("answer_to", contact),
        }
        # A message without words has no language.
        return expected | ({"language": self.given["language"]} if "language" in self.given else {})


def cases() -> Iterator[Case]:
    for path in sorted((Path(__file__).parent / "messages").glob("*.yaml")):
        for place, given in enumerate(yaml.safe_load(path.read_text("utf-8"))):
            yield Case(given["id"], given.get("held_out", place % 4 == 3), given)


def read(case: Case) -> dict[str, str | None]:
    given = case.given
    name, address = parseaddr(given.get("from", _ADA))
    reply_name, reply_to = parseaddr(given.get("reply_to", ""))
    written = written_by(
        Mail(
            address,
            name or None,
            given.get("subject", "Re: Your order"),
            readable_text(given.get("html"), given.get("text")),
            ((reply_to, reply_name or None),) if reply_to else (),
        ),
        own_addresses=OWN,
        form_senders=FORMS,
    )
    contact = normal_handle(Channel.EMAIL, written.sender).value
    verdict = judge(
        Incoming(
            channel=Channel.EMAIL,
            channel_name="email",
            sender=written.sender,
            subject=written.subject,
            text=written.text,
            attachments=0,
            own_addresses=OWN,
            headers=_headers(given.get("headers", {})),
            through=written.through,
        )
    )
    return {
        "text": written.text,
        "language": language_of_thread(written.text),
        "contact": contact,
        "name": written.name,
        "verdict": verdict.value,
        "answer_to": next(iter(replies_within(contact, [reply_to], OWN)), contact),
    }


def _headers(given: dict[str, str]) -> bytes:
    return "".join(f"{name}: {value}\r\n" for name, value in given.items()).encode()
