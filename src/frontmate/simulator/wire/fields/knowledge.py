"""Bodies of the calls that write knowledge bases: `subject` is what an answer calls `name`."""

from typing import Final

from frontmate.simulator.wire.fields.field import STRING, Field, a_body

_STATUS: Final = Field(("string",), words=("draft", "published"))

BASE: Final = a_body("name", name=STRING, type=Field(("string",), words=("internal", "external")))
BASE_EDIT: Final = a_body("name", name=STRING)
CATEGORY: Final = a_body("name", name=STRING, description=STRING, parent_category_id=STRING)
CATEGORY_EDIT: Final = a_body(name=STRING, description=STRING)
ARTICLE: Final = a_body(
    "author_id",
    "subject",
    "content",
    category_id=STRING,
    author_id=STRING,
    subject=STRING,
    content=STRING,
    status=_STATUS,
)
ARTICLE_EDIT: Final = a_body(
    "author_id",
    "content",
    author_id=STRING,
    subject=STRING,
    content=STRING,
    status=_STATUS,
)
