"""WhatsApp takes free words for 24 hours after the customer's last message (facts 6)."""

from datetime import UTC, datetime, timedelta

import pytest

from frontmate.channels import window_is_over

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
A_DAY, A_MOMENT = timedelta(hours=24), timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("name", "age", "expected"),
    [
        ("whatsapp", timedelta(0), False),
        ("whatsapp", A_DAY - A_MOMENT, False),
        ("whatsapp", A_DAY, True),
        ("WhatsApp", A_DAY + A_MOMENT, True),
        ("yalo_wha", timedelta(days=2), True),
        ("sms", timedelta(days=2), False),
        ("front_chat", timedelta(days=2), False),
    ],
)
def test_the_window_is_over_at_its_last_moment(
    name: str, age: timedelta, *, expected: bool
) -> None:
    assert window_is_over(name, NOON - age, NOON) is expected
