"""The invented company holds together: its articles, its people, and what it must never tell."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import phonenumbers
import pytest
import yaml

import frontmate

DEMO = Path(frontmate.__file__).parent / "demo"
FILES = sorted((DEMO / "help_center").glob("*.md"))
COMPANY: dict[str, Any] = json.loads((DEMO / "company.json").read_text("utf-8"))

INBOX_OF = {"email": "inb_1mail", "chat": "inb_1chat", "sms": "inb_1sms"}
EXPECTATIONS = {"answer", "handoff", "either", "solved", "nothing_internal"}
"""`either`: an engine that reads the language answers, any other hands over."""

REAL_NAMES = """
    aeropress baratza bialetti breville chemex comandante delonghi eureka fellow gaggia hario
    jura kinu krups lavazza lelit mahlkönig mazzer melitta moccamaster nespresso rancilio
    rocket sage timemore wilfa illy starbucks dhl dpd fedex gls hermes postnl ups usps
    amex apple bancontact google ideal klarna mastercard maestro paypal sofort stripe visa
    amazon ebay shopify facebook instagram whatsapp zendesk intercom gmail outlook yahoo
"""
EMAIL = re.compile(r"[\w.+-]+@([\w.-]+\w)")
ADDRESS = re.compile(r"https?://[^\s)>\"]+")
REGISTRABLE = re.compile(r"\b[\w-]+\.(?:com|net|org|io|eu|de|nl|fr|uk|us)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Page:
    name: str
    front: dict[str, Any]
    body: str

    @property
    def public(self) -> bool:
        return bool(self.front["visibility"] == "public" and self.front["status"] == "published")

    @property
    def told(self) -> str:
        """All that an answer could show of it."""
        return "\n".join((self.front["title"], *self.front["keywords"], self.body))


def read(file: Path) -> Page:
    _, head, body = file.read_text("utf-8").split("---\n", 2)
    return Page(file.stem, yaml.safe_load(head), body.strip())


PAGES = [read(file) for file in FILES]
PUBLIC = [page for page in PAGES if page.public]
every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
every_public_page = pytest.mark.parametrize("page", PUBLIC, ids=lambda page: page.name)
every_suggestion = pytest.mark.parametrize(
    "suggestion", COMPANY["suggestions"], ids=lambda suggestion: suggestion["label"]
)
every_past_conversation = pytest.mark.parametrize(
    "past", COMPANY["past_conversations"], ids=lambda past: f"{past['customer']}-{past['channel']}"
)


def tables(body: str) -> Iterator[list[str]]:
    rows: list[str] = []
    for line in [*body.splitlines(), ""]:
        if line.startswith("|"):
            rows.append(line)
        elif rows:
            yield rows
            rows = []


# The articles


def test_there_are_22_public_articles_two_internal_ones_and_one_draft() -> None:
    kinds = Counter((page.front["visibility"], page.front["status"]) for page in PAGES)
    assert kinds == {
        ("public", "published"): 22,
        ("internal", "published"): 2,
        ("public", "draft"): 1,
    }


@every_page
def test_the_front_matter_is_complete_and_of_the_right_kinds(page: Page) -> None:
    front = page.front
    expected = {"title", "slug", "visibility", "status", "locale", "keywords", "updated"}
    assert set(front) == (expected | {"url"} if page.public else expected)
    assert front["title"].strip() == front["title"] != ""
    assert front["visibility"] in {"public", "internal"}
    assert front["status"] in {"published", "draft"}
    assert front["locale"] == "en"
    assert type(front["updated"]) is date
    assert len(front["keywords"]) >= 5
    assert all(isinstance(word, str) for word in front["keywords"])
    assert len(set(front["keywords"])) == len(front["keywords"])


@every_page
def test_the_slug_is_the_files_name(page: Page) -> None:
    assert page.front["slug"] == page.name
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", page.name)


def test_slugs_and_titles_are_unique() -> None:
    for key in ("slug", "title"):
        assert len({page.front[key] for page in PAGES}) == len(PAGES)


@every_public_page
def test_a_public_article_has_its_address_on_the_help_center(page: Page) -> None:
    assert page.front["url"] == f"{COMPANY['help_center_url']}/articles/{page.name}"


@every_page
def test_an_article_has_150_to_450_words(page: Page) -> None:
    assert 150 <= len(page.body.split()) <= 450


@every_page
def test_an_article_opens_with_an_answer_and_has_sections(page: Page) -> None:
    opening = page.body.split("\n\n", 1)[0]
    assert re.match(r"\w", opening)
    assert 30 <= len(opening.split()) <= 110
    assert len(re.findall(r"^## \S", page.body, re.MULTILINE)) >= 3


@every_page
def test_every_table_has_rows_of_one_width(page: Page) -> None:
    for rows in tables(page.body):
        assert len(rows) >= 3
        assert len({row.count("|") for row in rows}) == 1


def test_no_sentence_stands_in_two_public_articles() -> None:
    seen: Counter[str] = Counter()
    for page in PUBLIC:
        seen.update({s for s in re.split(r"(?<=[.?!])\s+", page.body) if len(s.split()) >= 8})
    assert [sentence for sentence, count in seen.items() if count > 1] == []


@every_page
def test_addresses_in_articles_are_the_companys_own(page: Page) -> None:
    own = {f"{name}@{COMPANY['domain']}" for name in ("hello", "business", "privacy")}
    assert {match.group() for match in EMAIL.finditer(page.body)} <= own


def test_the_text_message_number_is_the_inboxs() -> None:
    contact = next(page for page in PUBLIC if page.name == "contact-and-hours")
    number = next(i["address"] for i in COMPANY["inboxes"] if i["channel_type"] == "twilio")
    assert number in contact.body.replace(" ", "")


# What must stay inside


@pytest.mark.parametrize("phrase", COMPANY["must_never_be_told"])
def test_an_internal_phrase_occurs_in_internal_articles_only(phrase: str) -> None:
    holders = [page for page in PAGES if phrase.casefold() in page.told.casefold()]
    assert holders
    assert [page.name for page in holders if page.public] == []


def test_every_internal_or_draft_article_has_phrases_that_would_show_a_leak() -> None:
    for page in PAGES:
        if not page.public:
            assert sum(phrase in page.told for phrase in COMPANY["must_never_be_told"]) >= 3


def test_the_companys_own_conversations_contain_no_internal_phrase() -> None:
    # A leak is searched for in whole threads, so the customers must not bring the words along.
    rest = {key: value for key, value in COMPANY.items() if key != "must_never_be_told"}
    text = json.dumps(rest, ensure_ascii=False).casefold()
    assert [p for p in COMPANY["must_never_be_told"] if p.casefold() in text] == []


# The company


def test_ids_are_unique_and_carry_fronts_prefixes() -> None:
    teammates = [COMPANY["ai_teammate"], *COMPANY["teammates"]]
    ids = [COMPANY["id"], *(t["id"] for t in teammates), *(i["id"] for i in COMPANY["inboxes"])]
    assert len(set(ids)) == len(ids)
    assert re.fullmatch(r"cmp_[a-z0-9]+", COMPANY["id"])
    assert all(re.fullmatch(r"tea_[a-z0-9]+", teammate["id"]) for teammate in teammates)
    assert all(re.fullmatch(r"inb_[a-z0-9]+", inbox["id"]) for inbox in COMPANY["inboxes"])


def test_there_is_one_ai_teammate_and_three_people() -> None:
    assert COMPANY["ai_teammate"]["type"] == "application"
    assert [teammate["type"] for teammate in COMPANY["teammates"]] == ["user"] * 3
    team = [COMPANY["ai_teammate"], *COMPANY["teammates"]]
    for member in team:
        assert member["email"] == f"{member['username']}@{COMPANY['domain']}"
    assert len({member["username"] for member in team}) == len(team)


def test_there_is_an_inbox_for_each_channel() -> None:
    kinds = {inbox["id"]: inbox["channel_type"] for inbox in COMPANY["inboxes"]}
    written = {"inb_1mail": "gmail", "inb_1chat": "front_chat", "inb_1sms": "twilio"}
    assert kinds == written | {"inb_1tel": "truly"}
    assert set(INBOX_OF.values()) == set(written)


def test_customers_have_distinct_handles_outside_the_company() -> None:
    customers = COMPANY["customers"]
    assert len(customers) == 6
    for key in ("username", "name", "email", "phone"):
        assert len({customer[key] for customer in customers}) == len(customers)
    assert not [c for c in customers if c["email"].endswith(f"@{COMPANY['domain']}")]


@pytest.mark.parametrize(
    "number", [*(c["phone"] for c in COMPANY["customers"]), COMPANY["inboxes"][2]["address"]]
)
def test_phone_numbers_are_in_international_form(number: str) -> None:
    parsed = phonenumbers.parse(number)
    assert phonenumbers.is_possible_number(parsed)
    assert phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164) == number


def test_the_introduction_is_four_to_six_short_lines() -> None:
    assert 4 <= len(COMPANY["intro"]) <= 6
    assert all(0 < len(line) <= 140 for line in COMPANY["intro"])


@every_suggestion
def test_a_suggestion_names_a_known_customer_channel_and_article(
    suggestion: dict[str, Any],
) -> None:
    keys = {"label", "channel", "customer", "subject", "text", "then", "expect", "article"}
    assert set(suggestion) <= keys
    assert suggestion["customer"] in {customer["username"] for customer in COMPANY["customers"]}
    assert suggestion["channel"] in INBOX_OF
    assert ("subject" in suggestion) == (suggestion["channel"] == "email")
    assert all([suggestion["text"], *suggestion.get("then", [])])
    assert suggestion["expect"] in EXPECTATIONS
    assert ("article" in suggestion) == (suggestion["expect"] in {"answer", "either"})
    assert suggestion.get("article", PUBLIC[0].name) in {page.name for page in PUBLIC}


def test_suggestions_show_every_channel_and_every_kind_of_end() -> None:
    suggestions = COMPANY["suggestions"]
    assert len({suggestion["label"] for suggestion in suggestions}) == len(suggestions) >= 8
    assert {suggestion["channel"] for suggestion in suggestions} == set(INBOX_OF)
    assert {suggestion["expect"] for suggestion in suggestions} == EXPECTATIONS


@every_past_conversation
def test_a_past_conversation_refers_to_people_and_inboxes_that_exist(past: dict[str, Any]) -> None:
    people = {teammate["id"] for teammate in COMPANY["teammates"]}
    assert past["customer"] in {customer["username"] for customer in COMPANY["customers"]}
    assert past["inbox"] == INBOX_OF[past["channel"]]
    assert past["assignee"] in {None, *people}
    assert bool(past["subject"]) == (past["channel"] == "email")
    assert {message["from"] for message in past["messages"]} <= {"customer", *people}


@every_past_conversation
def test_a_past_conversation_runs_forward_in_time(past: dict[str, Any]) -> None:
    ages = [message["minutes_ago"] for message in past["messages"]]
    assert ages == sorted(set(ages), reverse=True)
    assert past["minutes_ago"] == ages[0]
    assert ages[-1] > 0
    assert past["messages"][0]["from"] == "customer"


def test_past_conversations_are_archived_with_a_person_or_waiting() -> None:
    states = Counter(
        "archived" if past["archived"] else "assigned" if past["assignee"] else "waiting"
        for past in COMPANY["past_conversations"]
    )
    assert states["archived"] >= 2
    assert states["assigned"] == 1
    assert states["waiting"] == 1


# Nothing real


@pytest.mark.parametrize("file", [*FILES, DEMO / "company.json"], ids=lambda file: file.name)
def test_only_reserved_domains_and_no_real_names_appear(file: Path) -> None:
    text = file.read_text("utf-8")
    hosts = [match.group(1) for match in EMAIL.finditer(text)]
    hosts += [urlsplit(match.group()).hostname or "" for match in ADDRESS.finditer(text)]
    assert [host for host in hosts if not host.endswith(".example")] == []
    assert REGISTRABLE.findall(text) == []
    # Front's own word for the type of the email channel is no mention of the brand.
    words = set(re.findall(r"\w+", text.replace('"channel_type": "gmail"', "").casefold()))
    assert words & set(REAL_NAMES.split()) == set()
