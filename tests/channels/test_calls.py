"""A call's record has no words of the customer until its transcript is there (behaviour 9.3)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontmate.channels import is_bare_record

BARE = [
    *(
        "",
        "  ",
        "Missed call",
        "Incoming call",
        "Incoming phone call",
        "Voicemail",
        "New voicemail",
    ),
    *("Missed call from +1 202-555-0123", "Call from Kim Doe", "Incoming call (1:23)"),
    *("Call ended", "Incoming call, 95 seconds", "Voice message - 0:42", "Unanswered call."),
]
WORDS = [
    *("My lamp flickers.", "Please call me back", "Call me back", "I missed your call."),
    *("Voicemail from Kim: my lamp flickers. Can you help?", "Do you ship to Austria?", "Hello"),
    "Missed call\nTranscript: how do I reset the dimmer?",
]


@pytest.mark.parametrize("text", BARE)
def test_what_the_telephone_system_writes_says_nothing(text: str) -> None:
    assert is_bare_record(text)


@pytest.mark.parametrize("text", WORDS)
def test_what_somebody_said_is_words(text: str) -> None:
    assert not is_bare_record(text)


@given(st.text(max_size=400))
def test_whatever_stands_there_is_judged(text: str) -> None:
    assert is_bare_record(text) in (True, False)
