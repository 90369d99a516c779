"""A language model for the demo, without a key: it words the best passage shown, by a script.

Only what a host would return is scripted. Prompt, citations, checks and repair are the real ones,
so that two questions show what the checks are for: on one the model invents a price and mends it
when told, on the other it insists.
"""

import json
from typing import TYPE_CHECKING, Any

from frontmate.knowledge import sentences, words_in

if TYPE_CHECKING:
    from pydantic_ai.messages import ModelMessage, ModelResponse
    from pydantic_ai.models.function import AgentInfo, FunctionModel

Json = dict[str, Any]

MENDED = "What does express delivery to France cost?"
"""The first attempt invents a price; the repaired one says what the help center says."""
REFUSED = "What does gift wrapping cost when you ship a grinder as a present?"
"""Both attempts invent a price: a person gets the conversation."""

_GERMANY = "Delivery to Germany takes 2 to 3 working days and costs €6.95, or nothing from €80."
_NO_EXPRESS = "We do not offer express or weekend delivery."
_LEAST = 2
"""Words that a question and a passage must share."""
_LEAST_SHARE = 0.5
_MOST = 3
"""Sentences that are taken over."""


def scripted_model() -> "FunctionModel":
    """The model, for a ModelEngine. Deterministic; asks nobody."""
    from pydantic_ai.messages import ModelResponse, ToolCallPart  # noqa: PLC0415 - 0.4 s
    from pydantic_ai.models.function import FunctionModel  # noqa: PLC0415 - 0.4 s

    def respond(messages: "list[ModelMessage]", info: "AgentInfo") -> "ModelResponse":
        told: Json = json.loads(str(messages[0].parts[0].content))  # type: ignore[union-attr] # the prompt
        asked = " ".join(each["text"] for each in told["conversation"] if each.get("waiting"))
        proposal = _propose(asked, told["passages"], is_repair=len(messages) > 1)
        return ModelResponse(parts=[ToolCallPart(info.output_tools[0].name, proposal)])

    return FunctionModel(respond, model_name="scripted")


def _propose(asked: str, passages: list[Json], *, is_repair: bool) -> Json:
    words = asked.lower()
    if "express" in words and "france" in words and not is_repair:
        return _cited("Express delivery to France costs €14.50.", passages, (_NO_EXPRESS,))
    if "express" in words:
        return _cited(
            "We do not offer express delivery, nor delivery at the weekend.",
            passages,
            (_NO_EXPRESS,),
        )
    if "gift" in words and "wrap" in words:
        first = sentences(passages[0]["text"])[0]
        return _cited("Gift wrapping costs €4.50 for each grinder.", passages, (first,))
    if "lieferung nach deutschland" in words:
        reply = (
            "Die Lieferung nach Deutschland dauert 2 bis 3 Werktage. Sie kostet 6,95 €, und ab "
            "80 € Bestellwert ist sie kostenlos."
        )
        return _cited(reply, passages, (_GERMANY,))
    return _worded(asked, passages)


def _cited(reply: str, passages: list[Json], quotes: tuple[str, ...]) -> Json:
    """The reply with a citation of each quote, from the first passage that holds it."""
    citations = []
    for quote in quotes:
        number = next((p["number"] for p in passages if quote in p["text"]), None)
        if number is None:
            return _CANNOT
        citations.append({"passage": number, "quote": quote})
    return {"outcome": "answer", "citations": citations, "reply": reply}


def _worded(asked: str, passages: list[Json]) -> Json:
    """What the nearest article says of it: some sentences, or a list with what introduces it."""
    question = words_in(asked)
    if not passages or not question:
        return _CANNOT
    # The search knows more than shared words: the first passage's article is taken as it comes.
    own = [each for each in passages if each["title"] == passages[0]["title"]]
    whole = " ".join(map(_all_of, own))
    if _shared(question, whole) < max(_LEAST, _LEAST_SHARE * len(question)):
        return _CANNOT
    # An opening, which has no heading, mostly holds the article's gist.
    best = max(own, key=lambda each: _shared(question, _all_of(each)) + (not each["heading"]))
    blocks = [block for block in best["text"].split("\n\n") if " | " not in block]
    if not blocks:
        return _CANNOT
    at = max(range(len(blocks)), key=lambda each: _shared(question, blocks[each]))
    told = sentences(blocks[at])
    if _is_list(blocks[at]):
        before = sentences(blocks[at - 1])[-1:] if at else []
        return _said([*before, *told], "\n\n".join((*before, blocks[at])), best)
    nearest = max(range(len(told)), key=lambda each: _shared(question, told[each]))
    chosen = told[nearest : nearest + _MOST]
    follows = blocks[at + 1] if at + 1 < len(blocks) and _is_list(blocks[at + 1]) else ""
    reply = "\n\n".join(filter(None, (" ".join(chosen), follows)))
    return _said([*chosen, *sentences(follows)], reply, best)


def _said(quotes: list[str], reply: str, passage: Json) -> Json:
    return {
        "outcome": "answer",
        "citations": [{"passage": passage["number"], "quote": each} for each in quotes],
        "reply": f"Happy to help!\n\n{reply}",
    }


def _is_list(block: str) -> bool:
    return block.startswith(("- ", "1. "))


def _all_of(passage: Json) -> str:
    return f"{passage['title']} {passage['heading']} {passage['text']}"


def _shared(question: frozenset[str], text: str) -> int:
    return len(question & words_in(text))


_CANNOT: Json = {"outcome": "cannot_answer", "reason": "no_answer_found"}
