"""From an article of Front's help centers to an article that answers may rest on."""

from urllib.parse import quote, urlsplit

from frontmate.front import ArticleContent, ArticleStub, HelpCenter
from frontmate.knowledge.articles import Article, version_of
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
    public = help_center.public and help_center.published and content.published and not hidden
    return Article(
        key=f"{stub.id}:{content.locale}",
        title=title,
        locale=content.locale.lower(),
        public=public,
        body=body,
        url=_address(public_url, content.locale, stub.slug),
        version=version_of(title, body, public=public),
        keywords=content.keywords,
    )


def _address(public_url: str | None, locale: str, slug: str | None) -> str | None:
    """`<public_url>/<locale><slug>`, or None where a part of it is missing."""
    if not public_url or not locale or not slug:
        return None
    base = public_url.strip().rstrip("/")
    try:
        known = urlsplit(base).scheme in {"http", "https"} and urlsplit(base).hostname
    except ValueError:
        return None
    path = quote(f"{locale}/{slug.lstrip('/')}", safe="/-._~%")
    return f"{base}/{path}" if known else None
