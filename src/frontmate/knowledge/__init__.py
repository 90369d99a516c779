"""From articles to passages that can be found and quoted, and how sure one may be of them."""

from frontmate.knowledge.articles import (
    Article,
    ArticleUnreadable,
    HeldBack,
    look_through,
    may_be_told,
    read_folder,
    version_of,
)
from frontmate.knowledge.confidence import ANSWER_FROM
from frontmate.knowledge.deriving import Derived, Deriving, form_of
from frontmate.knowledge.editions import work_of
from frontmate.knowledge.encoder import (
    Encoder,
    EncoderFailed,
    EncoderUnavailable,
    open_encoder,
)
from frontmate.knowledge.filling import Filled, fill
from frontmate.knowledge.front_articles import address_of, article_of, held_back_by
from frontmate.knowledge.means import QueryMeans
from frontmate.knowledge.passages import Passage, split
from frontmate.knowledge.pieces import Piece, wanted
from frontmate.knowledge.plain import plain
from frontmate.knowledge.ranking import Hit, Ranking
from frontmate.knowledge.search import Search
from frontmate.knowledge.sentences import sentences, spans
from frontmate.knowledge.words import words_in

__all__ = [
    "ANSWER_FROM",
    "Article",
    "ArticleUnreadable",
    "Derived",
    "Deriving",
    "Encoder",
    "EncoderFailed",
    "EncoderUnavailable",
    "Filled",
    "HeldBack",
    "Hit",
    "Passage",
    "Piece",
    "QueryMeans",
    "Ranking",
    "Search",
    "address_of",
    "article_of",
    "fill",
    "form_of",
    "held_back_by",
    "look_through",
    "may_be_told",
    "open_encoder",
    "plain",
    "read_folder",
    "sentences",
    "spans",
    "split",
    "version_of",
    "wanted",
    "words_in",
    "work_of",
]
