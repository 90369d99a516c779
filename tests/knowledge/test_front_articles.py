"""An article of Front's: public only if everything about it says so."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from frontmate.front import ArticleContent, ArticleStub, HelpCenter
from frontmate.knowledge import split
from frontmate.knowledge.front_articles import article_of

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
CENTER = HelpCenter("knb_1", "Help", True, True, ("en", "pt-BR"), "en")
STUB = ArticleStub("kba_1", "/articles/5", ("en", "pt-BR"), NOON, "kbc_1")
CONTENT = ArticleContent(
    "kba_1", "pt-BR", " Returns\u200b ", "<h2>When</h2><p>30 days</p>", True, ("refund",), NOON
)
URL = "https://help.shop.example"


def test_an_article_is_read_whole() -> None:
    article = article_of(CENTER, STUB, CONTENT, hidden=False, public_url=URL)
    assert (article.key, article.title, article.locale) == ("kba_1:pt-BR", "Returns", "pt-br")
    assert (article.body, article.keywords) == ("## When\n\n30 days", ("refund",))
    assert article.public
    (passage,) = split(article)
    assert (passage.heading, passage.text) == ("When", "30 days")


@pytest.mark.parametrize(
    ("center", "content", "hidden"),
    [
        (replace(CENTER, public=False), CONTENT, False),
        (replace(CENTER, published=False), CONTENT, False),
        (CENTER, replace(CONTENT, published=False), False),
        (CENTER, CONTENT, True),
    ],
)
def test_one_thing_against_it_makes_an_article_internal(
    center: HelpCenter, content: ArticleContent, hidden: bool
) -> None:
    article = article_of(center, STUB, content, hidden=hidden, public_url=URL)
    assert not article.public
    assert not any(passage.public for passage in split(article))


def test_a_version_changes_with_what_is_seen_and_with_who_may_see_it() -> None:
    def version(content: ArticleContent, *, hidden: bool = False) -> str:
        return article_of(CENTER, STUB, content, hidden=hidden, public_url=None).version

    same = replace(CONTENT, html="<h2>When</h2>\n<p class='x'>30  days<!-- y --></p>")
    assert version(same) == version(CONTENT)
    assert version(replace(CONTENT, html="<p>31 days</p>")) != version(CONTENT)
    assert version(replace(CONTENT, title="Refunds")) != version(CONTENT)
    assert version(CONTENT, hidden=True) != version(CONTENT)


@pytest.mark.parametrize(
    ("base", "slug", "url"),
    [
        (URL, "/articles/5", f"{URL}/pt-BR/articles/5"),
        (f" {URL}/ ", "articles/5", f"{URL}/pt-BR/articles/5"),
        (f"{URL}/help", "/5 ?x#é", f"{URL}/help/pt-BR/5%20%3Fx%23%C3%A9"),
        (None, "/articles/5", None),
        ("", "/articles/5", None),
        (URL, None, None),
        ("help.shop.example", "/articles/5", None),
        ("javascript:alert(1)//", "/articles/5", None),
        ("https://[x", "/articles/5", None),
    ],
)
def test_an_address_is_given_only_where_all_of_it_is_known(
    base: str | None, slug: str | None, url: str | None
) -> None:
    stub = replace(STUB, slug=slug)
    article = article_of(CENTER, stub, CONTENT, hidden=False, public_url=base)
    assert article.url == url


def test_an_article_without_a_title_is_named_by_its_id() -> None:
    article = article_of(
        CENTER, STUB, replace(CONTENT, title=" ", html=""), hidden=False, public_url=None
    )
    assert (article.title, article.body) == ("kba_1", "")
