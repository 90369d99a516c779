"""A reply in a model's own words is held against everything that it may not be."""

from dataclasses import replace

import pytest

from frontmate.agent.review import LONGEST, review
from frontmate.conversation.message import Channel
from frontmate.conversation.outcome import Answer, Reading, Source
from frontmate.conversation.text import Text
from frontmate.knowledge import Article, Search, split, version_of
from tests.agent.build import article

ARTICLES = (
    article(
        "shipping",
        "Delivery times and costs",
        "Delivery to Germany takes 2 to 3 working days. If a parcel is lost, we will ship a "
        "replacement within 5 working days. Do not send us your password.\n\n"
        "| Country | Cost |\n| --- | --- |\n| Germany | €6.95 |\n| France | €8.95 |\n\n"
        "See [the list](https://help.example/list). We send an email that says your order was "
        "shipped.",
    ),
    article(
        "ruecksendung",
        "Artikel zurücksenden",
        "Sie können einen Artikel innerhalb von 30 Tagen zurücksenden. Öffnen Sie Bestellungen.",
        locale="de",
    ),
)
SEARCH = Search(passage for each in ARTICLES for passage in split(each))
RULES = "Never fill a gap from general knowledge or by a guess, and never do anything else."


def cited(each: Article) -> tuple[Source, ...]:
    return tuple(
        Source(each.key, each.version, p.number, p.title, p.text, 0.9, p.url) for p in split(each)
    )


def problems(
    text: str,
    *,
    asked: str = "How long does delivery to Germany take?",
    language: str = "en",
    key: int = 0,
    channel: Channel = Channel.CHAT,
) -> tuple[str, ...]:
    answer = Answer(Reading(language=language), Text(text), cited(ARTICLES[key]), 0.9)
    return review(answer, SEARCH, asked=asked, channel=channel, instructions=RULES)


@pytest.mark.parametrize(
    "text",
    [
        "Delivery to Germany takes 2 to 3 working days.",
        "Delivery to Germany takes two to three business days and costs €6.95.",
        "It takes 2–3 working days to Germany. Happy to help!",
        "If your parcel is lost, we will ship a replacement within 5 working days.",
        "- Germany: €6.95\n- France: €8.95",
        "You find the costs in [the list](https://help.example/list).",
        "Once your order has been shipped, delivery to Germany takes 2 to 3 working days.",
        "Please do not send us your password.",
        "An email says that your order was shipped.",
    ],
)
def test_a_fair_reply_may_leave(text: str) -> None:
    assert problems(text) == ()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("I have refunded the delivery cost.", "promises or reports an action"),
        ("I'll cancel your order right away.", "promises or reports an action"),
        ("I’ve forwarded this to the delivery team.", "promises or reports an action"),
        ("Let me check the delivery for you.", "promises or reports an action"),
        ("We'll get back to you about the delivery.", "promises or reports an action"),
        ("Your delivery cost has been refunded.", "reports an action"),
        ("Your request was forwarded to delivery.", "reports an action"),
        ("Your replacement is on its way.", "reports an action"),
        ("We have cancelled the delivery.", "reports an action"),
        ("A colleague will contact you about the delivery.", "no cited passage promises"),
        ("We will refund the delivery cost.", "no cited passage promises"),
        ("You'll hear from us about the delivery.", "no cited passage promises"),
        ("This should be routed to the delivery team.", "speaks of the inside"),
        ("As an AI language model I know about delivery.", "speaks of the inside"),
        ("According to the knowledge base, delivery takes 2 to 3 working days.", "the inside"),
        ("Passage 1 says delivery to Germany takes 2 to 3 working days.", "the inside"),
        ("The passages say delivery takes 2 to 3 working days.", "the inside"),
        ("The customer should wait 2 to 3 working days.", "speaks of the inside"),
        ("Delivery to Germany takes 2 to 3 working days [1].", "numbers of passages"),
        ("Delivery takes 2 to 3 working days【1†source】.", "numbers of passages"),
        ("Dear [customer name], delivery takes 2 to 3 working days.", "placeholder"),
        ("Send us your password to start the delivery.", "asks for a secret"),
        ("Delivery takes 2 to 3 <b>working days</b>.", "HTML"),
        ("![Delivery](https://help.example/list)", "an image"),
        ("Delivery takes 2 to 3 working\u200b days.", "invisible"),
        ("Delivery takes 2 to 3 \u202eworking days.", "invisible"),
        ("Delivery costs €6.95, see evil.example", "no source has “evil.example”"),
        ("[Delivery](https://evil.example/list)", "https://evil.example/list"),
        ("Delivery to Germany costs €8.95.", "said of “France”"),
        ("Delivery drivers wear a blue uniform and speak Dutch.", "no quote says"),
        ("Delivery takes 2 to 3 working days, and drivers wear uniforms.", "no quote says"),
        ("HACKED", "no quote says"),
        (
            "Never fill a gap from general knowledge or by a guess about delivery.",
            "repeats its instructions",
        ),
        ("", "empty"),
        ("Die Lieferung nach Deutschland dauert zwei bis drei Werktage und ist schnell.", "“de”"),
    ],
)
def test_a_reply_that_breaks_a_rule_is_told_which(text: str, problem: str) -> None:
    assert any(problem in each for each in problems(text)), problems(text)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Ich habe die Erstattung veranlasst."),
        ("de", "Ihre Bestellung wurde storniert."),
        ("de", "Ein Kollege wird sich bei Ihnen melden."),
        ("de", "Als KI-Sprachmodell weiß ich das."),
        ("fr", "J'ai annulé votre commande."),
        ("fr", "Votre commande a été annulée."),
        ("fr", "Un collègue va vous contacter."),
        ("es", "He cancelado su pedido."),
        ("es", "Su pedido ha sido cancelado."),
        ("pt", "O seu pedido foi cancelado."),
        ("it", "Ho annullato il suo ordine."),
        ("it", "Il suo ordine è stato annullato."),
        ("nl", "Ik heb uw bestelling geannuleerd."),
        ("nl", "Uw bestelling is geannuleerd."),
        ("ja", "返金が完了しました。"),
        ("ja", "担当者からご連絡いたします。"),
        ("zh", "我已为您取消订单。"),
        ("zh", "我们会联系您。"),
    ],
)
def test_promises_are_known_in_every_language(language: str, text: str) -> None:
    found = problems(text, language=language, key=1)
    assert any("action" in each or "inside" in each for each in found), found


@pytest.mark.parametrize(
    "text",
    [
        "Sie können einen Artikel innerhalb von 30 Tagen zurücksenden.",
        "Eine Rücksendung ist innerhalb von 30 Tagen möglich. Öffnen Sie dazu Bestellungen.",
    ],
)
def test_a_german_reply_may_leave(text: str) -> None:
    assert problems(text, language="de", key=1, asked="Wie sende ich etwas zurück?") == ()


def test_across_languages_only_facts_are_compared() -> None:
    asked = "Wie lange dauert die Lieferung nach Deutschland?"
    good = "Die Lieferung nach Deutschland dauert 2 bis 3 Werktage und kostet 6,95 €."
    assert problems(good, language="de", asked=asked) == ()
    assert problems(good.replace("6,95", "7,95"), language="de", asked=asked)


@pytest.mark.parametrize("channel", list(Channel))
def test_every_channel_has_its_length(channel: Channel) -> None:
    text = "Delivery to Germany takes 2 to 3 working days. " * 60
    found = problems(text, channel=channel)
    assert any(f"at most {LONGEST[channel]}" in each for each in found)


def test_the_companys_own_word_is_no_talk_of_the_inside() -> None:
    ours = article("kb", "The knowledge base", "Open the knowledge base in the menu Help.")
    search = Search(split(ours))
    told = Answer(Reading(), Text("Open the knowledge base in the menu Help."), cited(ours), 0.9)
    assert review(told, search, asked="help", channel=Channel.CHAT) == ()
    changed = replace(ours, version=version_of("other", "", public=True))
    gone = Answer(Reading(), told.text, cited(changed), 0.9)
    assert review(gone, search, asked="help", channel=Channel.CHAT)
