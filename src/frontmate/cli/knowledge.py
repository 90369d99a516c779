"""`frontmate knowledge`: what may be answered from, what is held back, and what was told of it."""

import argparse
import sys
from typing import TYPE_CHECKING

from frontmate.cli.connections import Say, run
from frontmate.settings import Settings

if TYPE_CHECKING:
    # --help must answer at once: the database is loaded when it is used.
    from frontmate.setup import Kit, Problem
    from frontmate.setup.knowledge import SourceView

_ABOUT = """\
Without options it shows the sources, and how much of each customers may be told.

  frontmate knowledge main --pick                tick the sources to answer from
  frontmate knowledge main --use knb_1 --use knb_2
  frontmate knowledge main --articles            every article, with its id
  frontmate knowledge main --hide kba_55         hold one back, at once and in all its languages
  frontmate knowledge main --answers 30          past answers whose article has changed since
"""


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "knowledge",
        help="what it may answer from, what is held back, and answers that are out of date",
        description=_ABOUT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("name")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--pick", action="store_true", help="choose the sources by checkbox")
    what.add_argument(
        "--use",
        action="append",
        metavar="SOURCE",
        help="answer from these and no others: a help center's id, a folder, or `all`",
    )
    what.add_argument("--articles", action="store_true", help="every article that is held")
    what.add_argument("--gone", action="store_true", help="what is not told any more, and why")
    what.add_argument(
        "--answers",
        type=int,
        metavar="DAYS",
        help="answers of the last DAYS that rest on what has changed since",
    )
    what.add_argument("--show", metavar="ARTICLE", help="to customers, though marked internal")
    what.add_argument("--hide", metavar="ARTICLE", help="hold an article back from customers")
    what.add_argument("--as-source", metavar="ARTICLE", help="as its source says, again")
    parser.set_defaults(run=lambda given, settings: run(_do, given, settings, sys.stdout.write))


async def _do(
    given: argparse.Namespace, _settings: Settings, kit: "Kit", say: Say
) -> "Problem | None":
    from frontmate.setup import Problem, workspaces  # noqa: PLC0415 - see above

    found = await workspaces.named(kit, given.name)
    if isinstance(found, Problem):
        return found
    for article, shown in ((given.show, True), (given.hide, False), (given.as_source, None)):
        if article is not None:
            return await _choose_article(given, kit, say, article, shown)
    if not (given.articles or given.gone or given.answers is not None):
        return await _sources(given, kit, say)
    show = _articles if given.articles else _gone if given.gone else _answers
    await show(given, kit, say)
    return None


async def _sources(given: argparse.Namespace, kit: "Kit", say: Say) -> "Problem | None":
    from frontmate.setup import help_centers, knowledge  # noqa: PLC0415 - see above

    problem = None
    if given.pick:
        problem = await _pick(given, kit)
    elif given.use is not None:
        problem = await knowledge.use(kit, given.name, given.use)
    if problem is help_centers.NONE_PUBLIC:
        say(f"! {problem}")
    elif problem is not None:
        return problem
    views = await knowledge.overview(kit, given.name)
    if not views:
        say("No source is known yet: frontmate sync looks for help centers in Front.")
    for view in views:
        for line in _in_lines(view):
            say(line)
    return None


async def _pick(given: argparse.Namespace, kit: "Kit") -> "Problem | None":
    from frontmate.cli.connect_knowledge import tick  # noqa: PLC0415 - see above
    from frontmate.cli.talk import Talk  # noqa: PLC0415
    from frontmate.cli.terminal import Console  # noqa: PLC0415
    from frontmate.setup import help_centers  # noqa: PLC0415

    known = await help_centers.of(kit, given.name)
    if not known:
        return None
    ticked = await tick(Talk(Console()), known, "--use")
    return await help_centers.choose(kit, given.name, [known[n].id for n in ticked])


def _in_lines(view: "SourceView") -> list[str]:
    from frontmate.cli.connect_knowledge import line  # noqa: PLC0415 - see above
    from frontmate.setup.knowledge import in_words  # noqa: PLC0415

    source = view.source
    mark = "x" if source.chosen else " "
    news = "  NEW" if view.is_new else ""
    lines = [f"[{mark}] {line(source)}{news}"]
    read = f"{source.synced_at:%Y-%m-%d %H:%M} UTC" if source.synced_at else "not read yet"
    held = ", ".join(f"{count} ({in_words(why)})" for why, count in view.held_back.items())
    lines.append(f"      {view.told} for customers{f'; held back: {held}' if held else ''}; {read}")
    if source.problem:
        lines.append(f"      ! {source.problem}")
    return lines


async def _articles(given: argparse.Namespace, kit: "Kit", say: Say) -> None:
    from frontmate.setup import knowledge  # noqa: PLC0415 - see above

    for article in await knowledge.listed(kit, given.name):
        why = knowledge.in_words(article.withheld_by)
        state = "" if article.public else f"  (held back: {why})"
        say(f"{article.key}  {article.title}{state}")


async def _gone(given: argparse.Namespace, kit: "Kit", say: Say) -> None:
    from frontmate.setup import knowledge  # noqa: PLC0415 - see above

    found = await knowledge.gone(kit, given.name)
    if not found:
        say("Nothing that customers were told has been taken away.")
    for each in found:
        why = knowledge.in_words(each.why) or "not noted why"
        say(f"{each.at:%Y-%m-%d %H:%M} UTC  {each.key}  {each.title}: {why}")


async def _answers(given: argparse.Namespace, kit: "Kit", say: Say) -> None:
    from frontmate.setup import knowledge  # noqa: PLC0415 - see above

    found = await knowledge.past_answers(kit, given.name, given.answers)
    if not found:
        say(f"No answer of the last {given.answers} days rests on what has changed since.")
    for each in found:
        relied = each.relied
        why = knowledge.in_words(relied.why) or "changed"
        verdict = "still says so" if each.still_stands else "LOOK AT IT"
        say(f"{relied.sent_at:%Y-%m-%d %H:%M} UTC  {relied.conversation}  {verdict}")
        say(f"      {relied.title} ({relied.article}): {why}, {relied.gone_at:%Y-%m-%d %H:%M} UTC")


async def _choose_article(
    given: argparse.Namespace, kit: "Kit", say: Say, article: str, shown: bool | None
) -> "Problem | None":
    from frontmate.setup import Problem, knowledge  # noqa: PLC0415 - see above

    after = await knowledge.choose(kit, given.name, article, shown)
    if isinstance(after, Problem):
        return after
    for each in after:
        state = "customers may be told it" if each.public else "held back from customers"
        say(f"{each.key}  {each.title}: {state}, from now on")
    return None
