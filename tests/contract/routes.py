"""What the stand-in serves, found by looking at it."""

import ast
import inspect
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from types import FunctionType, MethodType
from typing import Any

from starlette.routing import Route

from frontmate.simulator.wire.app import api
from frontmate.simulator.wire.fields import Field
from tests.contract import official
from tests.contract.official import Operation
from tests.contract.standing import StandIn


@dataclass(frozen=True)
class Served:
    """One verb on one path of the stand-in; `operation` is None where Front has no such call."""

    method: str
    path: str
    endpoint: MethodType

    @property
    def operation(self) -> Operation | None:
        return official.operations().get(f"{self.method} {official.anonymous(self.path)}")

    @property
    def body(self) -> Field | None:
        """The table that its body is checked by; AssertionError if there is more than one."""
        found = {id(one): one for one in _tables(self.endpoint, set())}
        assert len(found) < 2, f"{self.method} {self.path}: more than one table of fields"
        return next(iter(found.values()), None)


def served(stand_in: StandIn) -> list[Served]:
    """All of them, each verb for itself."""
    routes = [r for r in api(stand_in.simulator.desk).routes if isinstance(r, Route)]
    return [
        Served(method, route.path, _endpoint(route))
        for route in routes
        for method in sorted((route.methods or {"GET"}) - {"HEAD"})
    ]


def _endpoint(route: Route) -> Any:
    """The method behind the guard that checks the token's scope."""
    guarded = inspect.getclosurevars(route.endpoint).nonlocals.get("route")
    return guarded.endpoint if isinstance(guarded, Route) else route.endpoint


def _tables(method: MethodType | FunctionType, seen: set[str]) -> Iterator[Field]:
    """The whole bodies that a function names, itself or through functions of its own file."""
    function: Any = method.__func__ if isinstance(method, MethodType) else method
    if function.__qualname__ in seen:
        return
    seen.add(function.__qualname__)
    owner = method.__self__ if isinstance(method, MethodType) else None
    for thing in _named_in(function, owner):
        if isinstance(thing, Field) and thing.kinds == ("object",):
            yield thing
        elif isinstance(thing, MethodType | FunctionType):
            inner = thing.__func__ if isinstance(thing, MethodType) else thing
            if inner.__module__ == function.__module__:
                yield from _tables(thing, seen)


def _named_in(function: FunctionType, owner: object) -> Iterator[Any]:
    """What the names of its file, and of `self`, stand for."""
    for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(function)))):
        if isinstance(node, ast.Name):
            yield function.__globals__.get(node.id)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            whole = owner if node.value.id == "self" else function.__globals__.get(node.value.id)
            yield getattr(whole, node.attr, None)
