"""Values that a field may have, made from its description and from what there is to name."""

from collections.abc import Callable
from typing import Any, Final

from tests.contract.official import Json, Operation
from tests.contract.world import CHANNEL, World

Made = Callable[[World], Any]

# By the name of the field: what only makes sense if it names something that there is.
_NAMED: Final[dict[str, Made]] = {
    "author_id": lambda w: w.ids["teammate_id"],
    "assignee_id": lambda w: w.ids["teammate_id"],
    "teammate_id": lambda w: w.ids["teammate_id"],
    "teammate_ids": lambda w: [w.ids["teammate_id"]],
    "tag_ids": lambda w: [w.ids["tag_id"]],
    "parent_tag_id": lambda w: w.ids["other_tag"],
    "inbox_id": lambda w: w.ids["inbox_id"],
    "channel_id": lambda _: CHANNEL,
    "conversation_id": lambda w: w.ids["conversation_id"],
    "link_ids": lambda w: [w.ids["link_id"]],
    "link_external_urls": lambda _: ["https://example.org/42"],
    "external_url": lambda _: "https://example.org/43",
    "signature_id": lambda w: w.ids["signature_id"],
    "status_id": lambda w: w.ids["status_id"],
    "contact_id": lambda w: w.ids["contact_id"],
    "contact_ids": lambda w: [w.ids["contact_id"], w.ids["other_contact"]],
    "target_contact_id": lambda w: w.ids["contact_id"],
    "handle": lambda _: "somebody@example.org",
    "source": lambda _: "email",
    "version": lambda w: w.draft_version,
    "to": lambda _: ["kim@example.org"],
    "cc": lambda _: ["boss@example.org"],
    "bcc": lambda _: ["boss@example.org"],
    "category_id": lambda w: w.ids["category_id"],
    "parent_category_id": lambda w: w.ids["other_category"],
    "due_at": lambda w: w.tomorrow,
    "scheduled_at": lambda w: w.tomorrow,
}


def _discussion(world: World) -> Json:
    teammates = [world.ids["teammate_id"]]
    comment = {"body": "words"}
    return {"type": "discussion", "subject": "words", "teammate_ids": teammates, "comment": comment}


def _task(world: World) -> Json:
    return {"type": "task", "subject": "words", "inbox_id": world.ids["inbox_id"]}


# Where the description's words ask for more than its schema, or rule out that two go together: the
# body with the field that is named, or with none.
_WHOLE: Final[dict[str, dict[str | None, Made]]] = {
    "POST /conversations": {None: _task, "teammate_ids": _discussion, "comment": _discussion},
    "POST /conversations/{conversation_id}/links": {
        None: lambda w: {"link_ids": [w.ids["other_link"]]},
        "link_external_urls": lambda _: {"link_external_urls": ["https://example.org/42"]},
    },
    "POST /links": {
        None: lambda _: {"external_url": "https://example.org/44"},
        "pattern": lambda _: {"pattern": "ORDER-1"},
    },
    "DELETE /contacts/{contact_id}/handles": {
        None: lambda _: {"handle": "kim@example.org", "source": "email"}
    },
}


def body(operation: Operation, world: World, beside: str | None = None) -> Json:
    """The smallest body that is allowed, with one more field if it is named."""
    schema = operation.body()
    assert schema is not None
    whole = _WHOLE.get(operation.name, {})
    begun = whole.get(beside, whole.get(None))
    made: Json = {} if begun is None else begun(world)
    for name in [*_needed(schema), *([beside] if beside else [])]:
        if name not in made:
            made[name] = sample(schema["properties"][name], world)
    return made


def optional(schema: Json) -> list[str]:
    """The fields that a body may have beside the least, but for files."""
    fields = schema.get("properties", {})
    return [name for name in fields if name not in _needed(schema) and not is_file(fields[name])]


def sample(schema: Json, world: World) -> Any:
    """A value that the description allows; of an object all that it may have, but for files."""
    named = _NAMED.get(_name(schema))
    if named is not None:
        return named(world)
    if "enum" in schema:
        return next(word for word in schema["enum"] if word is not None)
    kind = schema.get("type", "string")
    kind = kind[0] if isinstance(kind, list) else kind
    if kind == "object":
        inner = schema.get("properties", {})
        return {k: sample(v, world) for k, v in inner.items() if not is_file(v)}
    if kind == "array":
        return [sample(schema["items"], world)]
    return {"string": "words", "number": 1_700_000_000.5, "integer": 1, "boolean": True}[kind]


def file_fields(schema: Json) -> list[str]:
    """The fields that carry files, as they are called in a form."""
    fields = schema.get("properties", {})
    return [f"{name}[]" if "items" in one else name for name, one in fields.items() if is_file(one)]


def is_file(schema: Json) -> bool:
    """One file or a list of them."""
    return bool(schema.get("items", schema).get("format") == "binary")


def _needed(schema: Json) -> list[str]:
    return [*schema.get("required", ()), *schema.get("x-beside", ())]


def _name(schema: Json) -> str:
    where = str(schema.get("x-place", schema["x-where"]))
    return where.rpartition(".")[2]
