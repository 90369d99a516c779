"""`docs/session.svg`: the places of a session and every way between them that was explored.

Written as SVG by hand. `python -m tests.model --draw` renews it; a test compares.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from math import hypot
from pathlib import Path
from textwrap import wrap

from tests.model.places import Map, Place

FILE = Path(__file__).parents[2] / "docs" / "session.svg"
WIDTH, MAP_HEIGHT, MARGIN = 1200, 650, 24
BOX_W, BOX_H = 232, 70
CARD_W, CARD_GAP, LINE, CHARACTERS = 372, 18, 17, 51
APART = 32
BEND = 0.1
"""How far the two ways between two places bow apart, as a part of their length."""

Point = tuple[float, float]
Ways = dict[tuple[Place, Place], tuple[str, ...]]
WHERE: dict[Place, Point] = {
    Place.NEW: (70, 285),
    Place.AT_WORK: (280, 270),
    Place.QUIET: (645, 120),
    Place.CLOSED: (1030, 270),
    Place.LONE: (390, 550),
    Place.PEOPLE: (900, 550),
    Place.GONE: (170, 130),
}
COLOUR: dict[Place, str] = {
    Place.NEW: "#5b6470",
    Place.AT_WORK: "#2f6fb4",
    Place.QUIET: "#1f8a8a",
    Place.LONE: "#c2571a",
    Place.PEOPLE: "#7a4fb0",
    Place.CLOSED: "#4a7d2c",
    Place.GONE: "#6b6f76",
}
STYLE = """
text { font-family: -apple-system, "Segoe UI", "DejaVu Sans", Helvetica, Arial, sans-serif; }
.title { font-size: 15px; font-weight: 600; fill: #fff; }
.below { font-size: 11.5px; fill: #fff; fill-opacity: .88; }
.badge { font-size: 11px; font-weight: 700; fill: #fff; }
.line { font-size: 12px; fill: #2b3036; }
.head { font-size: 13px; font-weight: 600; fill: #fff; }
.to { font-size: 12px; font-weight: 600; }
.small { font-size: 12px; fill: #5b6470; }
.name { font-size: 19px; font-weight: 700; fill: #23272d; }
"""


@dataclass(frozen=True)
class Arrow:
    number: int
    here: Place
    there: Place
    points: tuple[Point, ...]
    badge: Point
    """Near where it begins, so that the colour and the place say whose it is."""


def ways_of(maps: Iterable[Map]) -> Ways:
    together: dict[tuple[Place, Place], set[str]] = {}
    for each in maps:
        for way, words in each.ways.items():
            together.setdefault(way, set()).update(words)
    order = list(Place)
    ranked = sorted(together, key=lambda way: (order.index(way[0]), order.index(way[1])))
    return {way: tuple(sorted(together[way])) for way in ranked}


def arrows_of(ways: Ways) -> list[Arrow]:
    """What ends a session for good comes from everywhere, and what comes later begins a new one:
    told in words, not drawn."""
    arrows: list[Arrow] = []
    for here, there in ways:
        if Place.GONE in (here, there):
            continue
        points = _bow(here, there)
        badge = _free(points, [arrow.badge for arrow in arrows])
        arrows.append(Arrow(len(arrows) + 1, here, there, points, badge))
    return arrows


def _free(points: tuple[Point, ...], taken: list[Point]) -> Point:
    """A point of the way that no other number lies on."""
    tried = [points[len(points) * percent // 100] for percent in (36, 28, 45, 20, 55, 65)]
    free = [p for p in tried if all(hypot(p[0] - q[0], p[1] - q[1]) > APART for q in taken)]
    return (free or tried)[0]


def _half(place: Place) -> Point:
    if place is Place.NEW:
        return 12, 12
    return (70 if place is Place.GONE else BOX_W / 2), (26 if place is Place.GONE else BOX_H / 2)


def _bow(here: Place, there: Place) -> tuple[Point, ...]:
    """A bow from box to box; the way back bows to the other side."""
    (x0, y0), (x2, y2) = WHERE[here], WHERE[there]
    x1 = (x0 + x2) / 2 - (y2 - y0) * BEND * 2
    y1 = (y0 + y2) / 2 + (x2 - x0) * BEND * 2

    def at(t: float) -> Point:
        a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t**2
        return a * x0 + b * x1 + c * x2, a * y0 + b * y1 + c * y2

    points = [at(step / 400) for step in range(401)]
    outside = [p for p in points if not is_within(p, here, 1) and not is_within(p, there, 6)]
    return tuple(outside)


def is_within(point: Point, place: Place, margin: float) -> bool:
    (x, y), (w, h) = WHERE[place], _half(place)
    return abs(point[0] - x) < w + margin and abs(point[1] - y) < h + margin


def draw(ways: Ways) -> str:
    arrows = arrows_of(ways)
    cards, height = _cards(ways, arrows)
    total = MAP_HEIGHT + height + MARGIN
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {total}" '
        f'width="{WIDTH}" height="{total}" role="img" aria-labelledby="title">',
        '<title id="title">The states of a session and what leads from one to another</title>',
        f"<style>{STYLE}</style>",
        f'<rect x="1" y="1" width="{WIDTH - 2}" height="{total - 2}" rx="14" fill="#fbfaf7" '
        'stroke="#d9d5cc"/>',
        '<text x="28" y="44" class="name">A session</text>',
        '<text x="28" y="66" class="small">Every way that the model check has gone; '
        "the numbers are explained below.</text>",
        *(_drawn(arrow) for arrow in arrows),
        *(_box(place) for place in WHERE if place is not Place.NEW),
        _beginning(),
        _text(252, 118, "small", "from everywhere;"),
        _text(252, 134, "small", "what comes later"),
        _text(252, 150, "small", "is a new session"),
        *(_badge(arrow.badge, arrow.number, COLOUR[arrow.here]) for arrow in arrows),
        *cards,
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _drawn(arrow: Arrow) -> str:
    colour, points = COLOUR[arrow.here], arrow.points
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in (*points[:-12:6], points[-6]))
    (x0, y0), (x, y) = points[-14], points[-1]
    length = hypot(x - x0, y - y0)
    ux, uy = (x - x0) / length, (y - y0) / length
    left, right = (
        (x - 11 * ux - 5 * uy, y - 11 * uy + 5 * ux),
        (
            x - 11 * ux + 5 * uy,
            y - 11 * uy - 5 * ux,
        ),
    )
    head = " ".join(f"{a:.1f},{b:.1f}" for a, b in ((x, y), left, right))
    return (
        f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="1.7" '
        f'stroke-opacity=".75"/><polygon points="{head}" fill="{colour}"/>'
    )


def _box(place: Place) -> str:
    (x, y), (w, h), colour = WHERE[place], _half(place), COLOUR[place]
    dashed = ' stroke-dasharray="5 4" stroke="#fff"' if place is Place.GONE else ""
    lines = _text(x, y - 4, "title", place.title, "middle")
    lines += _text(x, y + 17, "below", place.below, "middle")
    return (
        f'<rect x="{x - w:g}" y="{y - h:g}" width="{2 * w:g}" height="{2 * h:g}" rx="12" '
        f'fill="{colour}"{dashed}/>{lines}'
    )


def _beginning() -> str:
    x, y = WHERE[Place.NEW]
    return (
        f'<circle cx="{x}" cy="{y}" r="11" fill="{COLOUR[Place.NEW]}"/>'
        f'<circle cx="{x}" cy="{y}" r="4" fill="#fbfaf7"/>'
        + _text(x, y - 20, "small", "no session", "middle")
    )


def _badge(centre: Point, number: int, colour: str) -> str:
    x, y = centre
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="10.5" fill="{colour}" stroke="#fbfaf7" '
        f'stroke-width="2"/>{_text(x, y + 4, "badge", str(number), "middle")}'
    )


def _text(x: float, y: float, kind: str, words: str, anchor: str = "start") -> str:
    return f'<text x="{x:g}" y="{y:g}" class="{kind}" text-anchor="{anchor}">{escape(words)}</text>'


def _cards(ways: Ways, arrows: list[Arrow]) -> tuple[list[str], int]:
    """One card for each place, with what leads out of it; the shortest column gets the next."""
    numbers = {(arrow.here, arrow.there): arrow.number for arrow in arrows}
    bottoms = [MAP_HEIGHT] * 3
    parts: list[str] = []
    for place in Place:
        leading = {way[1]: words for way, words in ways.items() if way[0] is place}
        if not leading:
            continue
        column = bottoms.index(min(bottoms))
        x = MARGIN + column * (CARD_W + CARD_GAP)
        card, tall = _card(place, leading, numbers, x, bottoms[column])
        parts += card
        bottoms[column] += tall + CARD_GAP
    return parts, max(bottoms) - MAP_HEIGHT


def _card(
    place: Place,
    leading: dict[Place, tuple[str, ...]],
    numbers: dict[tuple[Place, Place], int],
    x: int,
    y: int,
) -> tuple[list[str], int]:
    rows: list[str] = []
    line = y + 46
    for there, words in leading.items():
        number = numbers.get((place, there))
        if number is not None:
            rows.append(_badge((x + 20, line - 4), number, COLOUR[place]))
        to = f'<tspan fill="{COLOUR[there]}">→ {escape(there.title)}</tspan>'
        rows.append(f'<text x="{x + 38}" y="{line}" class="to">{to}</text>')
        for part in wrap(" · ".join(words), CHARACTERS):
            line += LINE
            rows.append(_text(x + 38, line, "line", part))
        line += LINE + 7
    tall = line - y - 10
    frame = (
        f'<rect x="{x}" y="{y}" width="{CARD_W}" height="{tall}" rx="10" fill="#fff" '
        f'stroke="#d9d5cc"/><path d="M{x} {y + 26}v-16a10 10 0 0 1 10 -10h{CARD_W - 20}'
        f'a10 10 0 0 1 10 10v16z" fill="{COLOUR[place]}"/>'
    )
    return [frame, _text(x + 14, y + 18, "head", f"From: {place.title}"), *rows], tall
