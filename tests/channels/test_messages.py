"""Mails as the common programs write them, in ten languages and more: how much is read rightly.

The messages were written before the code was made to fit them; every fourth was held out.
"""

from collections import Counter

from tests.channels.mailbox import cases, read

KNOWN_WRONG = {
    # A title in small letters under the name could as well be the customer's last words.
    "outlook-fr-signature": frozenset({"text"}),
    # Without its disclaimer it is 37 letters, which the detection takes for English.
    "disclaimer-pt": frozenset({"language"}),
}
"""What is read wrongly: none may join, and whoever mends one takes it off."""
LEAST = 120


def test_the_messages_cover_languages_and_programs() -> None:
    found = list(cases())
    assert len(found) >= LEAST
    assert len({case.id for case in found}) == len(found)
    languages = Counter(case.given.get("language") for case in found)
    for language in ("en", "de", "fr", "es", "pt", "it", "nl", "ja", "zh", "ar"):
        assert languages[language] >= 6, language


def test_every_message_is_read_as_a_person_would_but_for_the_known_ones() -> None:
    right: dict[bool, Counter[str]] = {False: Counter(), True: Counter()}
    asked: dict[bool, Counter[str]] = {False: Counter(), True: Counter()}
    wrong: dict[str, frozenset[str]] = {}
    for case in cases():
        got, expected = read(case), case.expected
        bad = {field for field, value in expected.items() if (got[field] or "") != (value or "")}
        asked[case.held_out].update(list(expected))
        right[case.held_out].update(expected.keys() - bad)
        if bad:
            wrong[case.id] = frozenset(bad)
    for held_out, name in ((False, "fitted"), (True, "held out")):
        figures = (f"{f} {right[held_out][f]}/{n}" for f, n in asked[held_out].items())
        print(f"{name}: {', '.join(figures)}")  # noqa: T201 - the figures are the point
    assert wrong == KNOWN_WRONG
