"""Forms: what travels as multipart/form-data means what the same JSON would mean."""

from collections.abc import Callable
from typing import Any

import httpx2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from frontmate.simulator.files import MOST_BYTES, Upload
from frontmate.simulator.wire import bodies
from frontmate.simulator.wire.errors import ApiError, refused
from frontmate.simulator.wire.fields.conversations import COMMENT, CONVERSATION, REPLY
from frontmate.simulator.wire.fields.field import BOOLEAN, NUMBER, OBJECT, STRING, Field, a_body
from tests.simulator.conftest import Front, eventually

Json = dict[str, Any]
Parts = list[tuple[str, Any]]
Read = Callable[..., Any]

SENDER = Field(("object",), members={"name": STRING, "handle": STRING}, needs=("handle",))
ANY = a_body(number=NUMBER, flag=BOOLEAN, sender=SENDER, custom=OBJECT, count=Field(("integer",)))


def form(*fields: tuple[str, str], files: Parts | None = None) -> Any:
    """Fields as parts without a filename, in the order given."""
    return [(name, (None, value)) for name, value in fields] + (files or [])


async def answered(body: Field, files: Any, kind: bytes = b"application/json") -> httpx2.Response:
    """What an endpoint with that body makes of a form."""

    async def endpoint(request: Request) -> Response:
        data = await bodies.read(request, body)
        return JSONResponse(data | {"attachments": [_told(f) for f in data.get("attachments", [])]})

    app = Starlette(
        routes=[Route("/", endpoint, methods=["POST"])], exception_handlers={ApiError: refused}
    )
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        if isinstance(files, bytes):
            return await client.post("/", content=files, headers={b"content-type": kind})
        return await client.post("/", files=files)


def _told(file: Upload) -> list[Any]:
    return [file.filename, file.content_type, len(file.data)]


async def read(body: Field, files: Any) -> Json:
    answer = await answered(body, files)
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return {k: v for k, v in found.items() if k != "attachments" or v}


async def test_lists_are_appended_or_indexed() -> None:
    appended = form(("body", "x"), ("to[]", "a@b.example"), ("to[]", "c@d.example"))
    indexed = form(("to[10]", "c@d.example"), ("body", "x"), ("to[2]", "a@b.example"))
    wanted = {"body": "x", "to": ["a@b.example", "c@d.example"]}
    assert await read(REPLY, appended) == wanted
    assert await read(REPLY, indexed) == wanted


async def test_objects_are_nested_by_name() -> None:
    nested = form(
        ("body", "x"),
        ("options[archive]", "false"),
        ("options[tag_ids][]", "tag_1"),
        ("options[tag_ids][]", "tag_2"),
    )
    options = {"archive": False, "tag_ids": ["tag_1", "tag_2"]}
    assert await read(REPLY, nested) == {"body": "x", "options": options}
    sender = form(("sender[name]", "Kim"), ("sender[handle]", "5"))
    assert await read(ANY, sender) == {"sender": {"name": "Kim", "handle": "5"}}


async def test_texts_become_what_their_field_is() -> None:
    typed = form(("number", "1.5"), ("flag", "true"), ("count", "7"), ("custom[0]", "8"))
    assert await read(ANY, typed) == {
        "number": 1.5,
        "flag": True,
        "count": 7,
        "custom": {"0": "8"},
    }


async def test_a_list_with_one_empty_text_is_an_empty_list() -> None:
    assert await read(REPLY, form(("body", "x"), ("cc[]", ""))) == {"body": "x", "cc": []}


@pytest.mark.parametrize(
    ("body", "fields", "named"),
    [
        (REPLY, [("to[]", "a@b.example")], "body: missing"),
        (REPLY, [("body", "x"), ("to", "a@b.example")], "to: a list"),
        (REPLY, [("body", "x"), ("options[archive]", "yes")], "options.archive: boolean"),
        (REPLY, [("body", "x"), ("options", "{}")], "options: object"),
        (REPLY, [("body", "x"), ("body", "y")], "body: given twice"),
        (REPLY, [("body", "x"), ("body[a]", "y")], "body[a]: given as one value"),
        (REPLY, [("body[a]", "x"), ("body", "y")], "body: given twice"),
        (REPLY, [("body", "x"), ("to[1]", "a"), ("to[1]", "b")], "to[1]: given twice"),
        (REPLY, [("body", "x"), ("to[", "a")], "to[: no name"),
        (REPLY, [("body", "x"), ("", "a")], ": no name"),
        (REPLY, [("body", "x"), ("a" + "[b]" * 9, "a")], "a: too deep"),
        (REPLY, [("body", "x"), ("attachments[]", "text")], "attachments[0]: a file"),
        (COMMENT, [("body", "x"), ("is_pinned", "1")], "is_pinned: boolean"),
        (CONVERSATION, [("due_at", "inf")], "due_at: number"),
        (ANY, [("number", "9" * 5000)], "number: number"),
        (ANY, [("count", "1.5")], "count: integer"),
        (ANY, [("sender[name]", "Kim")], "sender.handle: missing"),
    ],
)
async def test_what_does_not_fit_is_refused_by_name(
    body: Field, fields: list[tuple[str, str]], named: str
) -> None:
    answer = await answered(body, form(*fields))
    assert answer.status_code == 400
    assert named in " ".join(answer.json()["_error"]["details"])


async def test_files_come_with_name_type_and_bytes_in_any_of_the_two_ways() -> None:
    for names in (("attachments[]", "attachments[]"), ("attachments[0]", "attachments[1]")):
        files = [
            (names[0], ("a.txt", b"one", "text/plain")),
            (names[1], ("../ü b.bin", b"\0\1", "application/octet-stream")),
        ]
        found = await read(REPLY, form(("body", "x"), files=files))
        assert found["attachments"] == [
            ["a.txt", "text/plain", 3],
            ["../ü b.bin", "application/octet-stream", 2],
        ]


@pytest.mark.parametrize("name", ["body", "other", "options[x]", "to[]"])
async def test_a_file_belongs_to_the_attachments(name: str) -> None:
    files = [(name, ("a.txt", b"one", "text/plain"))]
    fields = () if name == "body" else (("body", "x"),)
    answer = await answered(REPLY, form(*fields, files=files))
    assert answer.status_code == 400
    assert "files may only be attachments" in " ".join(answer.json()["_error"]["details"])


async def test_more_than_25_mb_are_too_much_and_no_less() -> None:
    half = MOST_BYTES // 2
    for size, status in ((half - 1, 200), (half, 413), (half + 2 * 1024 * 1024, 413)):
        files = [("attachments[]", (n, b"x" * size, "text/plain")) for n in ("a", "b")]
        answer = await answered(REPLY, form(("body", "x"), files=files))
        assert answer.status_code == status
    huge = b'{"body": "' + b"x" * (MOST_BYTES + 1024 * 1024) + b'"}'
    assert (await answered(REPLY, huge)).status_code == 413


WHOLE = b'--b\r\nContent-Disposition: form-data; name="body"\r\n\r\nx\r\n--b--\r\n'


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (WHOLE, "multipart/form-data"),
        (WHOLE, "multipart/form-data; boundary="),
        (WHOLE, "multipart/form-data; boundary=" + "b" * 999),
        (WHOLE, "multipart/form-data; boundary=other"),
        (WHOLE[:-6], "multipart/form-data; boundary=b"),
        (WHOLE.replace(b'; name="body"', b""), "multipart/form-data; boundary=b"),
        (WHOLE.replace(b"Content-Disposition", b"X"), "multipart/form-data; boundary=b"),
        (
            WHOLE.replace(b"x", b"\\ud800"),
            "multipart/form-data; boundary=b; charset=unicode-escape",
        ),
        (b"", "multipart/form-data; boundary=b"),
        (b'{"body": "x"}', "multipart/form-data; boundary=b"),
    ],
)
async def test_a_broken_form_is_refused(body: bytes, kind: str) -> None:
    answer = await answered(REPLY, body, kind.encode())
    assert answer.status_code == 400
    assert answer.json()["_error"]["details"]


async def test_a_whole_form_is_read_whatever_charset_it_claims() -> None:
    kind = "Multipart/Form-Data; boundary=b; charset=nonsense"
    answer = await answered(REPLY, WHOLE, kind.encode())
    assert (answer.status_code, answer.json()["body"]) == (200, "x")


async def test_json_carries_no_file() -> None:
    for files, status in (([], 200), (["aGk="], 400), ([{"filename": "a"}], 400), ("aGk=", 400)):
        body = httpx2.Request("POST", "http://x", json={"body": "x", "attachments": files}).content
        answer = await answered(REPLY, body)
        assert answer.status_code == status
        if status == 400:
            assert answer.json()["_error"]["details"][0].startswith("attachments")


async def test_json_that_is_nested_without_end_is_refused() -> None:
    answer = await answered(REPLY, b"[" * 200_000)
    assert answer.status_code == 400


NAMES = st.one_of(
    st.text(max_size=12),
    st.text(alphabet='ab[]01 "\\\r\n;', max_size=12),
    st.sampled_from(["body", "to[]", "to[0]", "options[archive]", "options[tag_ids][]", "]0"]),
)
VALUES = st.one_of(st.text(max_size=20), st.sampled_from(["", "true", "false", "1", "-0", "1e9"]))
FILES = st.tuples(st.text(max_size=9), st.binary(max_size=9), st.sampled_from(["a/b", "x", "é"]))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(NAMES, st.one_of(VALUES, FILES)), max_size=6))
async def test_no_form_brings_an_endpoint_down(parts: Parts) -> None:
    boundary = b"~b~"
    raw = b"".join(_part(boundary, name, value) for name, value in parts) + b"--~b~--\r\n"
    answer = await answered(REPLY, raw, b"multipart/form-data; boundary=~b~")
    assert answer.status_code in {200, 400}


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200), st.text(alphabet="b;=\"' ~-é", max_size=12))
async def test_no_bytes_bring_an_endpoint_down(raw: bytes, boundary: str) -> None:
    kind = f"multipart/form-data; boundary={boundary}".encode("latin-1")
    answer = await answered(REPLY, raw, kind)
    assert answer.status_code in {200, 400}


def _part(boundary: bytes, name: str, value: Any) -> bytes:
    head: bytes = (
        b"--" + boundary + b'\r\ncontent-disposition: form-data; name="' + name.encode() + b'"'
    )
    if isinstance(value, str):
        return head + b"\r\n\r\n" + value.encode() + b"\r\n"
    filename, data, kind = value
    assert isinstance(data, bytes)
    head += b'; filename="' + filename.encode() + b'"\r\ncontent-type: ' + kind.encode()
    return head + b"\r\n\r\n" + data + b"\r\n"


async def test_the_journal_shows_a_forms_fields_and_what_its_files_are(front: Front) -> None:
    conversation = await front.customer()
    files = form(
        ("body", "<p>Here</p>"),
        ("options[archive]", "false"),
        ("to[]", "a@b.example"),
        files=[("attachments[]", ("a.pdf", b"12345", "application/pdf"))],
    )
    path = f"/conversations/{conversation}/messages"
    assert (await front.api.post(path, files=files)).status_code == 202
    bad = await front.api.post(path, files=form(("body[", "x")))
    assert bad.status_code == 400
    await eventually(lambda: "out_reply" in front.event_types())
    first, second = await front.look("journal?kind=request")
    assert first["json"] == {
        "body": "<p>Here</p>",
        "options": {"archive": "false"},
        "to": ["a@b.example"],
        "attachments": [{"filename": "a.pdf", "content_type": "application/pdf", "size": 5}],
    }
    assert second["json"].startswith("a form that cannot be read: body[")


async def test_a_form_means_what_the_same_json_means(front: Front) -> None:
    conversation = await front.customer()
    path = f"/conversations/{conversation}/messages"
    body = {"body": "<p>x</p>", "author_id": "tea_1ada", "to": ["a@b.example"], "cc": []}
    as_form = form(
        ("body", "<p>x</p>"), ("author_id", "tea_1ada"), ("to[]", "a@b.example"), ("cc[]", "")
    )
    await front.api.post(path, json=body | {"options": {"archive": False}})
    await front.api.post(path, files=[*as_form, ("options[archive]", (None, "false"))])
    await eventually(lambda: front.event_types().count("out_reply") == 2)
    one, two = await front.look("journal?kind=delivered")
    assert {k: v for k, v in one.items() if k in {"to", "cc", "text", "author"}} == {
        k: v for k, v in two.items() if k in {"to", "cc", "text", "author"}
    }
    assert (await front.api.get(f"/conversations/{conversation}")).json()["status"] == "unassigned"
