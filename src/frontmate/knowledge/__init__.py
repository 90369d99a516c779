"""From articles to passages that can be found and quoted, and how sure one may be of them."""

from frontmate.knowledge.articles import Article, ArticleUnreadable, read_folder, version_of
from frontmate.knowledge.confidence import ANSWER_FROM
from frontmate.knowledge.passages import Passage, split
from frontmate.knowledge.plain import plain
from frontmate.knowledge.search import Hit, Search
from frontmate.knowledge.sentences import sentences, spans
from frontmate.knowledge.words import words_in

__all__ = [
    "ANSWER_FROM",
    "Article",
    "ArticleUnreadable",
    "Hit",
    "Passage",
    "Search",
    "plain",
    "read_folder",
    "sentences",
    "spans",
    "split",
    "version_of",
    "words_in",
]
