"""What customers were told once and are not any more, and the answers that rest on it."""

from starlette.requests import Request
from starlette.responses import Response

from frontmate.console.frame import Console, Person
from frontmate.console.knowledge.shelf import Shelf, of_connection, show_part
from frontmate.console.knowledge.sources_page import PAST_DAYS
from frontmate.setup import knowledge


@of_connection
async def show_gone(console: Console, request: Request, person: Person, shelf: Shelf) -> Response:
    gone = await knowledge.gone(console.kit(person), shelf.name)
    return show_part(console, request, "gone.html", person, shelf, gone=gone)


@of_connection
async def show_past_answers(
    console: Console, request: Request, person: Person, shelf: Shelf
) -> Response:
    found = await knowledge.past_answers(console.kit(person), shelf.name, PAST_DAYS)
    return show_part(
        console, request, "past_answers.html", person, shelf, found=found, days=PAST_DAYS
    )
