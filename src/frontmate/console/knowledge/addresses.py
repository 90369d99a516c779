"""The addresses of knowledge, and who may open each."""

from frontmate.console.access import Page
from frontmate.console.knowledge.article_page import choose_article, show_article
from frontmate.console.knowledge.articles_page import show_articles
from frontmate.console.knowledge.ask_page import show_ask
from frontmate.console.knowledge.past_page import show_gone, show_past_answers
from frontmate.console.knowledge.shelf import show_first
from frontmate.console.knowledge.sources_page import choose_sources, set_address, show_sources
from frontmate.console.knowledge.unanswered_page import show_unanswered
from frontmate.store import Role

_A, _V = Role.ADMIN, Role.VIEWER
_SHELF = "/knowledge/{connection}"
_ARTICLE = f"{_SHELF}/articles/{{key:path}}"

KNOWLEDGE_PAGES: tuple[tuple[str, str, Page, Role], ...] = (
    ("GET", "/knowledge", show_first, _V),
    ("GET", _SHELF, show_sources, _V),
    ("POST", f"{_SHELF}/sources", choose_sources, _A),
    ("POST", f"{_SHELF}/sources/{{id:int}}/address", set_address, _A),
    ("GET", f"{_SHELF}/articles", show_articles, _V),
    ("GET", _ARTICLE, show_article, _V),
    ("POST", _ARTICLE, choose_article, _A),
    ("GET", f"{_SHELF}/gone", show_gone, _V),
    ("GET", f"{_SHELF}/past-answers", show_past_answers, _V),
    ("GET", f"{_SHELF}/ask", show_ask, _V),
    ("GET", f"{_SHELF}/unanswered", show_unanswered, _V),
)
