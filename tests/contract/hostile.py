"""What no schema would make: broken JSON, forms and paths, and the right fields with anything."""

import base64
import json
from collections.abc import Iterator
from typing import Any, Final

from hypothesis import strategies as st

from tests.contract import fuzzed, raw
from tests.contract.findings import Findings
from tests.contract.official import Operation
from tests.contract.routes import served
from tests.contract.standing import AUTHORIZED, StandIn, standing
from tests.contract.world import World, in_worlds

_JSON: Final = "application/json"
_FORM: Final = "multipart/form-data; boundary=x"
_DEEP, _LONG = 20_000, 1_000_000

_BODIES: Final[tuple[bytes, ...]] = (
    b"",
    b"{",
    b"null",
    b"[]",
    b'"x"',
    b"\xff\xfe\xfd",
    b"\xef\xbb\xbf{}",
    '{"body":"x"}'.encode("utf-16"),
    b"[" * _DEEP,
    b'{"body":' * _DEEP,
    b'{"body":' + b"[" * _DEEP + b"]" * _DEEP + b"}",
    b'{"body":NaN,"created_at":Infinity,"limit":-Infinity}',
    b'{"body":1e999,"created_at":1e999}',
    b'{"body":' + b"9" * 10_000 + b"}",
    b'{"created_at":' + b"9" * 400 + b',"body":"x"}',
    rb'{"body":"\ud800","name":"\udfff\ud800"}',
    rb'{"\ud800":"x","body":"x"}',
    rb'{"body":"\u0000","name":"\u0000"}',
    b'{"body":"a","body":"b"}',
    b'{"body":"' + b"x" * _LONG + b'"}',
    b'{"__proto__":{},"constructor":1,"self":2}',
)
_OTHERS: Final[tuple[tuple[str, bytes], ...]] = (
    ("", b'{"body":"x"}'),
    ("text/plain", b"body=x"),
    ("application/x-www-form-urlencoded", b"body=x&to[]=y"),
    ("application/json; charset=utf-7", b'{"body":"x"}'),
    ("multipart/form-data", b"no boundary at all"),
    (_FORM, b"nothing of the kind"),
    (_FORM, b"--x\r\n\r\nno name\r\n--x--\r\n"),
    (_FORM, b'--x\r\ncontent-disposition: form-data; name="body"\r\n\r\nit breaks off'),
    (_FORM, b'--x\r\ncontent-disposition: form-data; name="body"\r\n\r\n\xff\xfe\r\n--x--\r\n'),
    (_FORM, b'--x\r\ncontent-disposition: form-data; name="to[a]]["\r\n\r\nx\r\n--x--\r\n'),
    (
        _FORM,
        b'--x\r\ncontent-disposition: form-data; name="to' + b"[a]" * 5000 + b'"\r\n\r\n\r\n--x--',
    ),
    (
        _FORM,
        b'--x\r\ncontent-disposition: form-data; name="attachments[]"; filename="\xff/../a"\r\n'
        b"content-type: \xff\r\n\r\nx\r\n--x--\r\n",
    ),
    (
        _FORM,
        b'--x\r\ncontent-disposition: form-data; name="a[]"\r\n\r\n1\r\n' * 5000 + b"--x--\r\n",
    ),
)


def _token(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


_IDS: Final = (
    *("%00", "%0A", "%ED%A0%80", "%FF", "..%2F..%2F", "-1", "%20", "%F0%9F%98%80", "x" * 5000),
    *("alt:", "alt:email:", "alt:::", "alt:uid:", "alt:email:%00", "alt:phone:+", "alt:x:y"),
)
_QUERIES: Final = (
    *("limit=%00", "limit=1e3", "limit=%D9%A3", "limit=" + "9" * 5000, "limit=-0", "limit="),
    *("page_token=%00", "page_token=!", f"page_token={_token('from:-5')}"),
    *(f"page_token={_token('from:' + '9' * 5000)}", f"page_token={_token('5')}"),
    *("q=x", "q[", "q[]", "q[][]=x", "q[after]=nan", "q[after]=inf", "q[before]=1e999"),
    *("q[after][]=x", "q[types][]=%ED%A0%80", "q[statuses][x]=y", "q[inboxes][99999999999]=y"),
    *("sort_by=%00", "sort_order[]=asc", "sort_order=asc&sort_order=desc", "%=%&&&=", "a" * 5000),
)
_TEXTS: Final = st.text(st.characters(codec=None, categories=("L", "N", "Cc", "Cs", "So")))
_ANYTHING: Final = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | _TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXTS, inner, max_size=4),
    max_leaves=12,
)


async def hostilities(findings: Findings, examples: int, every: int = 1) -> None:
    """Every call that is served (or one in so many), with all of the above and so many bodies of
    anything."""
    async with standing() as stand_in:
        calls = [one.operation for one in served(stand_in) if one.operation is not None]

    async def send(world: World, operation: Operation) -> None:
        for target, kind, body in _requests(operation, world, examples):
            await _send(findings, world.stand_in, operation, target, kind, body)

    await in_worlds(calls[::every], send)


def _requests(
    operation: Operation, world: World, examples: int
) -> Iterator[tuple[str, str, bytes]]:
    path, schema = world.path(operation), operation.body()
    # Front has a final slash where it has one, and nowhere else.
    yield path.removesuffix("/") if path.endswith("/") else f"{path}/", _JSON, b"{}"
    for hole in operation.parameters("path"):
        for id_ in _IDS:
            yield operation.path.format_map({**world.ids, hole: id_}), _JSON, b"{}"
    for query in _QUERIES if operation.parameters("query") else ():
        yield f"{path}?{query}", "", b""
    if schema is None:
        yield path, _JSON, b"[" * _DEEP
        return
    yield from ((path, _JSON, body) for body in _BODIES)
    yield from ((path, kind, body) for kind, body in _OTHERS)
    # Each field as likely as not, with anything for a value.
    fields = dict.fromkeys(schema.get("properties", {}), _ANYTHING)
    for made in fuzzed.made(st.fixed_dictionaries({}, optional=fields), examples):
        yield path, _JSON, _written(made)


def _written(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=True).encode()


async def _send(
    findings: Findings,
    stand_in: StandIn,
    operation: Operation,
    target: str,
    kind: str,
    body: bytes,
) -> None:
    headers = AUTHORIZED | ({"content-type": kind} if kind else {})
    app = stand_in.simulator.app
    answer = await raw.ask(app, operation.method, target, headers, body)
    findings.cases += 1
    fuzzed.judge_case(findings, operation.name, answer)
