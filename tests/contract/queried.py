"""Every parameter of a query that the description knows, in every call that is served."""

import re
from collections.abc import Iterator
from typing import Final

from tests.contract.answered import judged
from tests.contract.findings import Findings
from tests.contract.official import Json, Operation
from tests.contract.routes import served
from tests.contract.world import World, furnished

_SECONDS: Final = "1700000000.5"
# By the words that the description has for what may be in `q`.
_ASKED_FOR: Final = {
    "statuses": "[]=assigned",
    "status_categories": "[]=open",
    "status_ids": "[]=sts_2",
    "inboxes": "[]=inb_1mail",
    **dict.fromkeys(("before", "after", "updated_before", "updated_after"), f"={_SECONDS}"),
    **dict.fromkeys(("active_from", "active_until"), f"={_SECONDS}"),
}


async def queries(findings: Findings) -> None:
    """Each alone, and each list from its first page to its second."""
    async with furnished() as world:
        for operation in (one.operation for one in served(world.stand_in)):
            if operation is None:
                continue
            for query in right_queries(operation):
                await _succeeds(findings, world, operation, query)
            if "page_token" in operation.parameters("query"):
                await _turn_over(findings, world, operation)


async def _succeeds(findings: Findings, world: World, operation: Operation, query: str) -> Json:
    path = world.path(operation)
    answer = await world.stand_in.api.request(operation.method, f"{path}?{query}")
    if operation.method == "GET":
        await judged(findings, answer)
        if not answer.is_success:
            findings.fail(f"?{query}: {answer.status_code} {answer.text[:200]}", operation.name)
            return {}
    page: Json = answer.json() if answer.content else {}
    return page


async def _turn_over(findings: Findings, world: World, operation: Operation) -> None:
    """Where a list has more than one thing, `next` leads on."""
    page = await _succeeds(findings, world, operation, "limit=1")
    link = (page.get("_pagination") or {}).get("next")
    if link is None:
        return
    token = re.search(r"page_token=([^&]+)", link)
    if token is None:
        findings.fail(f"next leads to {link}", operation.name)
        return
    other = await _succeeds(findings, world, operation, f"limit=1&page_token={token[1]}")
    if other.get("_results") == page["_results"]:
        findings.fail("the second page is the first", operation.name)


def right_queries(operation: Operation) -> Iterator[str]:
    for name, described in operation.parameters("query").items():
        words = re.findall(r"`(\w+)`", described.get("description", ""))
        if name == "limit":
            yield "limit=1"
        elif name == "sort_order":
            yield from ("sort_order=asc", "sort_order=desc")
        elif name == "sort_by":
            yield from (f"sort_by={word}&sort_order=asc" for word in words)
        elif name == "q":
            known = _ASKED_FOR | {"types": f"[]={_kind(operation)}"}
            yield from (f"q[{word}]{known[word]}" for word in words if word in known)


def wrong_queries(operation: Operation) -> Iterator[tuple[str, str]]:
    """The name and a value that has to be refused by it."""
    described = operation.parameters("query")
    if "limit" in described:
        yield "limit", "many"
        yield "limit", "-1"
    if "maximum" in described.get("limit", {}).get("schema", {}):
        yield "limit", str(described["limit"]["schema"]["maximum"] + 1)
    if "sort_order" in described:
        yield "sort_order", "sideways"
    if "sort_by" in described:
        yield "sort_by", "nonsense"


def _kind(operation: Operation) -> str:
    return "web" if operation.path == "/links" else "inbound"
