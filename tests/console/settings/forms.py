"""A form of a page as a browser without script would send it, and a connection to set up."""

from html.parser import HTMLParser
from typing import Any

import httpx2
from sqlalchemy.ext.asyncio import AsyncEngine

from frontmate.conversation.policy import Policy
from frontmate.store import Keeper, Workspace, audit, connections, secrets
from tests.console.build import NOW
from tests.console.conftest import SECRET
from tests.setup.connecting import TOKEN


class _Form(HTMLParser):
    """The fields of the form that is sent to `action`."""

    def __init__(self, action: str) -> None:
        super().__init__()
        self._action = action
        self._inside = False
        self._select = self._area = ""
        self.fields: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name") or ""
        if tag == "form" and given.get("action") == self._action:
            self._inside = True
        elif not self._inside:
            return
        elif tag == "input" and (given.get("type") != "checkbox" or "checked" in given):
            self.fields[name] = given.get("value") or ""
        elif tag == "select":
            self._select = name
        elif tag == "option" and (self._select not in self.fields or "selected" in given):
            self.fields[self._select] = given.get("value") or ""
        elif tag == "textarea":
            self._area = name
            self.fields[name] = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.fields[self._area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "textarea":
            self._area = ""


def fields_of(page: httpx2.Response, action: str) -> dict[str, str]:
    form = _Form(action)
    form.feed(page.text)
    assert form.fields, f"no form is sent to {action}\n{page.text}"
    return form.fields


async def send(
    visitor: httpx2.AsyncClient, address: str, /, **typed: str | None
) -> httpx2.Response:
    """Open a page, enter something, send the form; None takes a tick away."""
    page = await visitor.get(address)
    assert page.status_code == 200, page.text
    changed = {name.replace("__", "."): value for name, value in typed.items()}
    fields = {**fields_of(page, address), **changed}
    sent = {name: value for name, value in fields.items() if value is not None}
    return await visitor.post(address, data=sent)


async def connect(
    engine: AsyncEngine, policy: Policy | None = None, name: str = "main", **workspace: Any
) -> None:
    """A connection with a token; its Front cannot be reached unless the test names one."""
    given = {"api_url": "http://127.0.0.1:1", "company": f"cmp_{name}", **workspace}
    async with engine.begin() as db:
        made = Workspace(id=name, ai_teammate="tea_1ada", ai_name="Ada", **given)
        await connections.connect(db, made, policy or Policy(), NOW)
        await secrets.put(db, Keeper(SECRET), name, "token", TOKEN, NOW)


async def policy_of(engine: AsyncEngine, name: str = "main") -> Policy:
    async with engine.begin() as db:
        return await connections.policy_of(db, name)


async def audited(engine: AsyncEngine) -> tuple[audit.AuditEntry, ...]:
    async with engine.begin() as db:
        return await audit.newest(db, 100)
