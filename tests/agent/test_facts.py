"""The same fact in another form passes; another fact never does."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontmate.agent.facts import facts_of
from frontmate.agent.measures import LANGUAGES, tongue_of, value_of
from frontmate.agent.told import Told
from tests.agent.fact_table import INVENTED, SAME


def unknown(source: str, source_language: str, reply: str, language: str) -> list[str]:
    told = Told()
    told.hear(source, source_language)
    return list(dict.fromkeys(f.raw for f in facts_of(reply, language) if not told.holds(f)))


@pytest.mark.parametrize(("source", "source_language", "reply", "language"), SAME)
def test_a_fact_may_be_written_in_another_way(
    source: str, source_language: str, reply: str, language: str
) -> None:
    assert unknown(source, source_language, reply, language) == []


@pytest.mark.parametrize(("source", "source_language", "reply", "language", "raw"), INVENTED)
def test_another_fact_is_found(
    source: str, source_language: str, reply: str, language: str, raw: str
) -> None:
    assert unknown(source, source_language, reply, language) == [raw]


@pytest.mark.parametrize(
    ("number", "point", "value"),
    [
        ("1,000.50", True, "1000.5"),
        ("1.000,50", False, "1000.5"),
        ("1,000", True, "1000"),
        ("1.000", True, "1"),
        ("1.000", False, "1000"),
        ("1,5", True, "1.5"),
        ("6.95", False, "6.95"),
        ("1 000 000", False, "1000000"),
        ("2,3,5", True, None),
        ("1.2.3", True, None),
    ],
)
def test_thousands_and_decimals_follow_the_language(
    number: str, point: bool, value: str | None
) -> None:
    read = value_of(number, point=point)
    assert (None if read is None else f"{read:f}") == value


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_can_be_read(language: str) -> None:
    tongue = tongue_of(language)
    assert tongue.units.patterns
    assert tongue.currencies.name("€") == "EUR"
    assert facts_of("1 € 5 % 10:30", language)


@pytest.mark.parametrize(
    "text",
    ["1" * 20_000, "1.2," * 5_000, "1 2 " * 5_000, "+1 " * 5_000, "a." * 8_000, "€5-" * 5_000],
)
def test_hostile_text_takes_no_time(text: str) -> None:
    started = time.monotonic()
    facts_of(text, "en")
    assert time.monotonic() - started < 5


@given(
    st.text(alphabet="0123456789.,:/-–€$%½ hdaypmuriontwe月日時分円٣５½\n|@", max_size=60),
    st.sampled_from([*LANGUAGES, "pl", ""]),
)
def test_any_text_can_be_read_and_says_what_it_says(text: str, language: str) -> None:
    told = Told()
    told.hear(text, language)
    assert all(told.holds(fact) for fact in facts_of(text, language))
