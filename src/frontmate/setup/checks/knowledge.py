"""What there is to answer from, and how fresh it is."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

from frontmate.setup.checks.finding import Seen, bad, counted, ok, remark, warn
from frontmate.setup.checks.patient import Patient
from frontmate.store import Source, checkups

STALE_AFTER = timedelta(hours=6)
"""Every source is read again every few minutes; so long without is no accident."""
_LONGEST_PASS = timedelta(hours=1)


async def articles(p: Patient) -> AsyncIterator[Seen]:
    shelf = await p.read(checkups.knowledge_of, p.id)
    told = f"{counted(shelf.public, 'public article')}, {shelf.internal} internal"
    if shelf.public:
        yield ok(told)
        return
    yield bad(
        f"{told}: customers can be told nothing, every question is handed over",
        "Choose help centers with `frontmate connect`, or set FRONTMATE_HELP_CENTER; drafts and "
        "internal articles are never quoted.",
    )


async def knowledge_fresh(p: Patient) -> AsyncIterator[Seen]:
    chosen = [source for source in p.sources if source.chosen]
    troubled = [seen for source in chosen if (seen := _trouble(p, source)) is not None]
    for seen in troubled:
        yield seen
    if not troubled:
        yield ok(f"{counted(len(chosen), 'source')} read in time" if chosen else "no source is set")


def _trouble(p: Patient, source: Source) -> Seen | None:
    name = f"source {source.id} ({source.kind})"
    again = "It is tried again every few minutes: see `worker`, and `scopes` (knowledge_bases)."
    if source.kind == "folder" and not Path(source.place).is_dir():
        fix = "Give the folder that FRONTMATE_HELP_CENTER names to this machine, or change it."
        return bad(f"the folder of {name} is not there", fix)
    if source.problem:
        return bad(f"{name} could not be read: {remark(source.problem)}", again)
    began, synced = source.began_at, source.synced_at
    if began is not None and (synced is None or began > synced):
        if p.now - began > _LONGEST_PASS:
            done = f"{source.done} of {'?' if source.total is None else source.total}"
            return warn(f"{name}: a reading began long ago and stands at {done}", again)
        return None
    if synced is None:
        return warn(f"{name} has never been read", again)
    if source.kind == "front" and p.now - synced > STALE_AFTER:
        hours = (p.now - synced) // timedelta(hours=1)
        return warn(f"{name} was last read {hours} hours ago", again)
    return None


async def vectors(p: Patient) -> AsyncIterator[Seen]:
    probes = p.premises.probes
    fix = "Wait a few minutes after a change of articles; if it stays, see `worker` and `encoder`."
    if probes.encoder is None:
        yield ok("no encoder is in use")
    elif probes.vectors is not None:
        wrong = await probes.vectors(p.id)
        yield ok("every article is encoded") if wrong is None else warn(remark(wrong), fix)
    elif (await p.read(checkups.knowledge_of, p.id)).public and not await p.read(
        checkups.vector_count
    ):
        yield warn("not one article is encoded yet: they are found by their words alone", fix)
    else:
        yield ok("there are some")
