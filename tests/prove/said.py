"""What customers ask in the provers, and how an answer to it is told from other words."""

from typing import Final

from tests.journeys.said import DIMMER, RETURNS, SHIPPING

ANSWERS: Final = {
    RETURNS: "within 30 days of delivery",
    DIMMER: "hold the round button",
    SHIPPING: "all countries of the European Union",
}
"""What each question is answered with, as the help center of the journeys has it."""


def is_answer(text: str) -> bool:
    return any(words in text for words in ANSWERS.values())
