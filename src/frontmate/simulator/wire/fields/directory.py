"""Bodies of the calls on tags, contacts and what else rarely changes."""

from typing import Final

from frontmate.simulator.wire.fields.field import BOOLEAN, STRING, TEXT_OR_NULL, Field, a_body

_HIGHLIGHTS: Final = (
    "grey",
    "pink",
    "red",
    "orange",
    "yellow",
    "green",
    "light-blue",
    "blue",
    "purple",
)

TAG: Final = a_body(
    "name",
    name=STRING,
    description=TEXT_OR_NULL,
    highlight=Field(("string", "null"), words=_HIGHLIGHTS),
    is_visible_in_conversation_lists=BOOLEAN,
)
