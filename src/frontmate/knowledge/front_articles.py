"""From an article of Front's help centers to an article that answers may rest on."""

from urllib.parse import quote, urlsplit

from frontmate.front import ArticleContent, ArticleStub, HelpCenter
from frontmate.knowledge.articles import Article, HeldBack, version_of
from frontmate.knowledge.html import markdown_of
from frontmate.knowledge.html_sight import seen


def article_of(
    help_center: HelpCenter,
    stub: ArticleStub,
    content: ArticleContent,
    *,
    hidden: bool,
    public_url: str | None,
) -> Article:
    """One article in one locale; `hidden` says that its category is.

    Public only where the help center is for customers, it and the article are published, and
    nothing hides them (9.2). `public_url` is the help center's address, which Front's API does
    not tell (facts 5.7).
    """
    title, body = " ".join(seen(content.title).split()) or stub.id, markdown_of(content.html)
    held_back = held_back_by(help_center, draft=not content.published, hidden=hidden)
    return Article(
        key=f"{stub.id}:{content.locale}",
        title=title,
        locale=content.locale.lower(),
        public=held_back is None,
        body=body,
        url=address_of(public_url, content.locale, stub.slug),
        version=version_of(title, body, public=held_back is None),
        keywords=content.keywords,
        held_back=held_back,
    )


def held_back_by(help_center: HelpCenter, *, draft: bool, hidden: bool) -> HeldBack | None:
    """Which of the layers keeps an article of this help center from customers."""
    if draft:
        return HeldBack.DRAFT
    if not help_center.published:
        return HeldBack.UNPUBLISHED
    if not help_center.public:
        return HeldBack.INTERNAL
    return HeldBack.HIDDEN if hidden else None


def address_of(public_url: str | None, locale: str, slug: str | None) -> str | None:
    """Where customers read it: `<public_url>/<locale><slug>`; None where a part is missing."""
    if not public_url or not locale or not slug:
        return None
    base = public_url.strip().rstrip("/")
    try:
        known = urlsplit(base).scheme in {"http", "https"} and urlsplit(base).hostname
    except ValueError:
        return None
    path = quote(f"{locale}/{slug.lstrip('/')}", safe="/-._~%")
    return f"{base}/{path}" if known else None
