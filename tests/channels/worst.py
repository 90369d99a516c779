"""The worst messages that we could think of, ten megabytes each, through all that reads one.

Run by itself: `python -m tests.channels.worst` reads each within a limit of address space and
prints how many seconds of the processor it took, and by which step, the slowest last.
"""

import resource
import time
from collections.abc import Iterator

from frontmate.channels import (
    Incoming,
    Mail,
    asks_for_human,
    body_hash,
    content_hash,
    has_opted_out,
    is_bare_record,
    is_greeting,
    is_mere_thanks,
    judge,
    normal_handle,
    readable_text,
    says_solved,
    segments,
    twin_hash,
    written_by,
)
from frontmate.conversation.message import Channel

SIZE = 10_000_000
SECONDS = 20
"""Of the processor for one message by every step: five at most on a machine of 2024."""
ADDRESS_SPACE = 1_500_000_000
OWN = frozenset({"help@lumen.example"})
FORM = "forms@lumen.example"

HTML = {
    "tiny tags": "<b>x</b>",
    "breaks": "x<br>",
    "nested tables": "<table><tr><td>",
    "numbered": "<li>x</li>",
    "links": '<a href="https://x.example/a">y</a> ',
    "styles": '<i style="color:red;font-size:12px;display:block">x</i>',
    "entities": "&amp;",
    "mended formatting": "<b><p>x",
    "open comments": "<!--",
    "brackets": "<",
    "surrogates": "\ud800",
    "marks": "\u0315\u0300\u0316",
    "half-width marks": "\uff9e\u0315",
    "long letters": "\ufdfa",
}
WHOLE_HTML = {
    "100,000 nested quotes": "<p>Hi</p>" + "<blockquote>" * 100_000 + "x",
    "lines in nested quotes": "<p>Hi</p>" + "<blockquote>" * 250 + "<br>x" * 200_000,
    "a link around all": '<a href="https://x.example">' + "<b>x</b>" * 125_000 + "</a>",
    "a huge attribute": '<p style="' + "a:b;" * 2_500_000 + '">x</p>',
    "100,000 attributes": "<p " + " ".join(f"a{n}=1" for n in range(100_000)) + ">x",
    "a million links": "<a href>" * 1_000_000,
}
TEXT = {
    "one line": "x",
    "deep quotes": ">" * 90 + " x\n",
    "short lines": "x\n",
    "attributions": "On 1 x wrote:\n",
    "open attributions": "On 1 a\n",
    "header blocks": "From: a@b.example\nSent: 1\n",
    "senders": "From: a\n",
    "dashes": "- " * 95 + "\n",
    "closings": "Best regards\nAda\n",
    "disclaimers": "This message is confidential and for the intended recipient only\n\n",
    "addresses": "a" * 64 + "@" + "b." * 120 + "1",
    "tags": "<a ",
    "NULs": "\0",
    "surrogates": "\ud800",
    "invalid UTF-8": b"\xff\xfe\x80".decode("utf-8", "replace"),
    "marks": "\u0315\u0300\u0316",
    "long letters": "\ufdfa",
}


def messages() -> Iterator[tuple[str, str, str]]:
    """Name, HTML part, text part."""
    for name, unit in HTML.items():
        yield f"html: {name}", "<p>Hi</p>" + unit * (SIZE // len(unit)), ""
    for name, whole in WHOLE_HTML.items():
        yield f"html: {name}", whole, ""
    for name, unit in TEXT.items():
        yield f"text: {name}", "", "Hi\n" + unit * (SIZE // len(unit))
    yield "both parts", "x<br>" * (SIZE // 5), "x\n" * (SIZE // 2)


def read(html: str, text: str) -> dict[str, float]:
    """The seconds of each step."""
    spent: dict[str, float] = {}
    last = time.process_time()

    def note(step: str) -> None:
        nonlocal last
        now = time.process_time()
        spent[step], last = now - last, now

    shown = readable_text(html, text)
    note("readable")
    for sender in ("ada@customer.example", "help@lumen.example", FORM):
        mail = Mail(sender, "Ada", "Fwd: x", shown)
        new = written_by(mail, own_addresses=OWN, form_senders=[FORM]).text
        note(f"written by {sender.partition('@')[0]}")
        for channel in (Channel.EMAIL, Channel.SMS):
            judge(Incoming(channel, channel.value, "ada@customer.example", new[:300], new, 0))
        note(f"verdict on {sender.partition('@')[0]}")
    content_hash(1, "cnv_1", None, new, new, new, [])
    twin_hash(new, new)
    body_hash(html or text)
    note("hashes")
    is_mere_thanks(new), is_greeting(new), says_solved(new), asks_for_human(new)
    is_bare_record(new), has_opted_out([new])
    note("phrases")
    for channel in Channel:
        normal_handle(channel, new, "GB", channel.value)
    note("handle")
    segments(new)
    note("segments")
    return spent


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
    says_solved("the tables are compiled once")
    slowest: list[tuple[float, str]] = []
    for name, html, text in messages():
        spent = read(html, text)
        step = max(spent, key=lambda each: spent[each])
        took = sum(spent.values())
        slowest.append((took, f"{name}: {took:.1f} s, {spent[step]:.1f} of them {step}"))
    for _, told in sorted(slowest):
        print(told)  # noqa: T201 - the figures are the point
    assert max(slowest)[0] < SECONDS, max(slowest)


if __name__ == "__main__":
    main()
