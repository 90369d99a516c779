"""The finer checks of words: what is denied, of what a fact is told, whose names are used."""

import pytest

from frontmate.agent.names import unknown_names
from frontmate.agent.pairing import mispaired
from frontmate.agent.polarity import turned_round
from tests.agent.contraries import CONTRARY, FAIR, HELD_OUT_CONTRARY, HELD_OUT_FAIR
from tests.agent.rewordings import CASES
from tests.agent.rewordings_held_out import HELD_OUT
from tests.agent.test_model_demo import SEARCH

Sayings = tuple[tuple[str, str], ...]


def told_by(article: str) -> list[tuple[str, str]]:
    return [(p.heading, p.text) for p in SEARCH.passages if p.article == article]


def contraries(sayings: Sayings) -> int:
    return sum(any(turned_round(said, told_by(article), "en")) for article, said in sayings)


@pytest.mark.parametrize(
    ("sayings", "least", "most"),
    [(CONTRARY, 22, 28), (FAIR, 0, 0), (HELD_OUT_CONTRARY, 13, 15), (HELD_OUT_FAIR, 0, 0)],
)
def test_most_contraries_are_found_and_no_fair_saying(
    sayings: Sayings, least: int, most: int
) -> None:
    assert least <= contraries(sayings) <= most


@pytest.mark.parametrize("case", [*CASES, *HELD_OUT], ids=lambda case: case.asked)
def test_fair_rewordings_turn_nothing_round_and_name_nobody_new(case: object) -> None:
    assert isinstance(case, type(CASES[0]))
    for said in case.said:
        passages = [("", quote) for quote in case.quotes]
        assert not list(turned_round(said, passages, case.language))
        sources = (*case.quotes, case.asked)
        assert not list(unknown_names(said, sources, case.language, same_language=True))


SHIPPING = "\n\n".join(text for _, text in told_by("delivery-times-and-costs"))
WARRANTY = "\n\n".join(text for _, text in told_by("warranty"))
PROSE = "Delivery to Germany costs €6.95. Delivery to France costs €8.95. Pay within 14 days."


@pytest.mark.parametrize(
    ("said", "asked", "passage"),
    [
        ("Delivery to Germany costs €8.95.", "", SHIPPING),
        ("Delivery to Germany costs €8.95.", "", PROSE),
        ("It costs €8.95.", "What does delivery to Germany cost?", PROSE),
        ("Delivery to the Netherlands costs €6.95.", "", SHIPPING),
        ("Delivery to Germany costs €6.95, or nothing from €60.", "", SHIPPING),
        ("The warranty is 5 years on the Kestrel.", "", WARRANTY),
        ("We deliver to Switzerland within 2–3 working days.", "", SHIPPING),
    ],
)
def test_a_fact_is_not_told_of_something_else(said: str, asked: str, passage: str) -> None:
    assert list(mispaired(said, asked, [passage], "en"))


@pytest.mark.parametrize(
    ("said", "asked", "passage"),
    [
        ("Delivery to Germany costs €6.95, or nothing from €80.", "", SHIPPING),
        ("It's €6.95 to Germany and €8.95 to France.", "", SHIPPING),
        ("It costs €8.95.", "What does delivery to France cost?", PROSE),
        ("It costs €8.95.", "", PROSE),
        ("Please pay within 14 days.", "", PROSE),
        ("- Germany: €6.95\n- France: €8.95", "", SHIPPING),
        ("The Kestrel has 3 years, or 12 months in a business.", "", WARRANTY),
        ("For espresso, start at 10 on the Heron ring.", "", "\n\n".join(
            text for _, text in told_by("grind-settings")
        )),
    ],
)  # fmt: skip
def test_a_fact_may_be_told_of_what_it_belongs_to(said: str, asked: str, passage: str) -> None:
    assert list(mispaired(said, asked, [passage], "en")) == []


@pytest.mark.parametrize(
    ("said", "language", "same", "names"),
    [
        ("You can pay with PayPal.", "en", True, ["PayPal"]),
        ("Der Versand erfolgt mit DHL.", "de", False, ["DHL"]),
        ("Parcels go by Hermes.", "en", True, ["Hermes"]),
        ("Die Rechnung liegt im Konto.", "de", True, []),
        ("La livraison en Allemagne.", "fr", False, []),
        ("Press **Return Items** or: Open the page.", "en", True, []),
        ("It works in the EU, the UK and on a PC.", "en", True, []),
        ("HELLO THERE", "en", True, []),
        ("Use your iCloud address.", "en", True, ["iCloud"]),
    ],
)
def test_a_name_must_be_known(said: str, language: str, same: bool, names: list[str]) -> None:
    sources = ("Press Return items in the account.",)
    assert list(unknown_names(said, sources, language, same_language=same)) == names
