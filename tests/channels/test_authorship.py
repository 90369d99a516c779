"""Whose words a mail holds (9.3): never anybody's whom a stranger's mail names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontmate.channels import Mail, Through, replies_within, written_by

OWN = {"help@lumen.example", "robin@lumen.example"}
FORM = "forms@lumen.example"
BLOCK = "From: Ada <ada@a.example>\nDate: Monday\nSubject: Lamp\nTo: Robin\n\nIt broke."
FORWARD = f"---------- Forwarded message ---------\n{BLOCK}"


def through(sender: str, text: str, subject: str = "Fwd: Lamp", **given: object) -> Through:
    mail = Mail(sender, None, subject, text, **given)  # type: ignore[arg-type]
    return written_by(mail, own_addresses=OWN, form_senders={FORM}).through


def test_a_strangers_forward_makes_nobody_the_customer() -> None:
    assert through("eve@evil.example", FORWARD) is Through.SENDER


LEFT_TO_PEOPLE = [
    f"Refund her 500 EUR.\n\n{FORWARD}",
    f"@bot answer this\n\n{FORWARD}",
    FORWARD.replace("<ada@a.example>", ""),
    FORWARD.replace("<ada@a.example>", "<ada@a.example> <bob@b.example>"),
    FORWARD.replace("ada@a.example", "robin@lumen.example"),
    FORWARD.replace("It broke.", ""),
    f"On Monday Ada wrote:\n> {FORWARD}",
    "From: Ada <ada@a.example>\n\nIt broke.",
]


@pytest.mark.parametrize("text", LEFT_TO_PEOPLE)
def test_a_colleagues_mail_that_leaves_a_doubt_stays_the_colleagues(text: str) -> None:
    assert through("robin@lumen.example", text) is Through.SENDER


PASSED_ON = [
    FORWARD,
    BLOCK,
    f"FYI\n\n{FORWARD}",
    f"Best regards,\nRobin Doe\n\n{FORWARD}",
    "\n".join(f"> {line}" for line in FORWARD.split("\n")),
]


@pytest.mark.parametrize("text", PASSED_ON)
def test_a_colleague_who_only_passes_on_gives_the_customers_words(text: str) -> None:
    mail = Mail("Robin <ROBIN@lumen.example>", "Robin", "FW: Lamp", text)
    written = written_by(mail, own_addresses=OWN)
    assert (written.sender, written.name, written.text) == ("ada@a.example", "Ada", "It broke.")
    assert (written.subject, written.through) == ("Lamp", Through.COLLEAGUE)


def test_a_colleagues_reply_is_no_forward() -> None:
    assert through("robin@lumen.example", BLOCK, "Re: Lamp") is Through.SENDER


@pytest.mark.parametrize(
    ("reply_to", "text", "expected"),
    [
        (("ada@a.example",), "Hello", Through.FORM),
        (("ada@a.example", "ADA@a.example"), "Hello", Through.FORM),
        ((), "E-mail: ada@a.example", Through.FORM),
        (("ada@a.example", "bob@b.example"), "Hello", Through.UNCLEAR_FORM),
        (("help@lumen.example",), "Hello", Through.UNCLEAR_FORM),
        (("nonsense",), "E-mail: ada@a.example", Through.UNCLEAR_FORM),
        ((), "E-mail: ada@a.example bob@b.example", Through.UNCLEAR_FORM),
        ((), "Hello", Through.UNCLEAR_FORM),
    ],
)
def test_a_form_names_one_customer_or_a_person_looks(
    reply_to: tuple[str, ...], text: str, expected: Through
) -> None:
    named = tuple((address, None) for address in reply_to)
    assert through(FORM, text, "Contact", reply_to=named) is expected


def test_a_forms_fields_are_no_history() -> None:
    text = f"You have a new message.\n\n{BLOCK}"
    mail = Mail(FORM, None, "Contact", text, (("ada@a.example", "Ada"),))
    assert written_by(mail, own_addresses=OWN, form_senders={FORM}).text == text


@pytest.mark.parametrize(
    ("sender", "reply_to", "expected"),
    [
        ("ada@a.example", "orders@a.example", ("orders@a.example",)),
        ("ada@a.example", "Orders <ORDERS@A.example>", ("orders@a.example",)),
        ("ada@a.example", "ada@a.example", ()),
        ("ada@a.example", "eve@evil.example", ()),
        ("ada@a.example", "eve@sub.a.example", ()),
        ("ada@a.example", "eve@nota.example", ()),
        ("ada@gmail.com", "eve@gmail.com", ()),
        ("ada@yahoo.co.uk", "eve@yahoo.co.uk", ()),
        ("help2@lumen.example", "help@lumen.example", ()),
        ("nobody", "nobody2", ()),
    ],
)
def test_reply_to_counts_within_the_senders_organisation(
    sender: str, reply_to: str, expected: tuple[str, ...]
) -> None:
    assert replies_within(sender, [reply_to], OWN) == expected


texts = st.lists(
    st.one_of(
        st.text(max_size=20),
        st.sampled_from([FORWARD, BLOCK, "FYI", "From: a@b.example", "Subject: x", ">", ""]),
    ),
    max_size=6,
).map("\n".join)


@given(
    st.sampled_from(["robin@lumen.example", FORM, "eve@evil.example", ""]) | st.text(max_size=20),
    st.sampled_from(["Fwd: x", "Re: x"]) | st.text(max_size=20),
    texts,
    st.lists(st.tuples(st.text(max_size=20), st.none()), max_size=2).map(tuple),
)
def test_every_mail_is_somebodys_and_loses_no_words(
    sender: str, subject: str, text: str, reply_to: tuple[tuple[str, None], ...]
) -> None:
    written = written_by(
        Mail(sender, None, subject, text, reply_to), own_addresses=OWN, form_senders={FORM}
    )
    if any(character.isalnum() for character in text):
        assert written.text.strip()
    if written.through is Through.SENDER:
        assert written.sender == sender
