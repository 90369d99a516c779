"""This installation: database, folders, key, processes, models."""

import asyncio
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

from frontmate.setup.checks.finding import CannotTell, Seen, bad, counted, ok, remark, warn
from frontmate.setup.checks.patient import Patient, Probe
from frontmate.store import checkups, connections, processes

BEAT_WITHIN = 60.0
"""Seconds after which a process without a beat counts as gone."""
LATE_AFTER = 300.0
"""Seconds after which work that nobody has begun is late."""
PROBE_WITHIN = 20.0

_MB = 1024 * 1024
_LITTLE_SPACE, _NO_SPACE = 1024 * _MB, 200 * _MB
_LOOPBACK = {"localhost", "127.0.0.1", "::1", "0.0.0.0"}  # noqa: S104 - nothing is bound here


async def database_reachable(p: Patient) -> AsyncIterator[Seen]:
    if p.unreachable:
        fix = (
            "Check that PostgreSQL runs and that FRONTMATE_DATABASE_URL names it; for the embedded "
            "one, start `frontmate run` and read what it says."
        )
        yield bad(remark(p.unreachable), fix)
    else:
        yield ok("it answers")


async def database_migrated(p: Patient) -> AsyncIterator[Seen]:
    if p.unreachable:
        raise CannotTell("the database does not answer")
    newest = await asyncio.to_thread(checkups.newest_revision)
    if p.revision != newest:
        yield bad(
            f"its tables are of revision {p.revision or 'none'}, this version needs {newest}",
            "Start `frontmate run` of this version once: it brings the tables up to date. If the "
            "database is newer, install the newer frontmate.",
        )
    else:
        yield ok(f"its tables are of revision {newest}")


async def database_size(p: Patient) -> AsyncIterator[Seen]:
    server = await p.read(checkups.server)
    told = f"{server.bytes // _MB} MB, PostgreSQL {server.version}"
    if server.bytes > p.premises.big_database:
        fix = "Lower `retention_days` in the policy, or give the database more room."
        yield warn(told, fix)
    else:
        yield ok(told)


async def data_folder(p: Patient) -> AsyncIterator[Seen]:
    folder, premises = p.premises.data, p.premises
    if folder is None:
        yield ok("nothing is kept on this machine")
    elif not folder.is_dir():
        yield bad("it does not exist", "Set FRONTMATE_DATA to an existing folder.")
    elif not premises.is_writable(folder):
        yield bad(
            "this user may not write to it",
            "Run frontmate as the user that owns the data folder, or set FRONTMATE_DATA.",
        )
    elif premises.temporary.resolve() in folder.resolve().parents:
        yield warn(
            "it lies in a folder for temporary files: a restart of the machine may empty it",
            "Set FRONTMATE_DATA to a folder that stays.",
        )
    else:
        yield ok("it is there, and can be written to")


async def disk_space(p: Patient) -> AsyncIterator[Seen]:
    folder = p.premises.data
    if folder is None or not p.premises.embedded or not folder.is_dir():
        yield ok("the database is not on this machine's disk")
        return
    free = await asyncio.to_thread(p.premises.free_bytes, folder)
    told = f"{free // _MB} MB are free where the embedded database lies"
    fix = "Make room on that disk, or move the data folder (FRONTMATE_DATA) to a bigger one."
    if free < _NO_SPACE:
        yield bad(told, fix)
    elif free < _LITTLE_SPACE:
        yield warn(told, fix)
    else:
        yield ok(told)


async def secret_key(p: Patient) -> AsyncIterator[Seen]:
    keeper = p.premises.keeper
    fix = (
        "Give the key that this database was set up with (FRONTMATE_SECRET_KEY, or the file "
        "`secret-key` in the data folder). Only if it is lost for good: `frontmate connect "
        "--forget-secrets`, and enter the tokens again."
    )
    if keeper is None:
        yield bad("no key is given, so that no token can be opened", fix)
        return
    closed, sealed = await p.read(checkups.unreadable_secrets, keeper)
    if closed:
        yield bad(f"it does not open {closed} of {sealed} sealed values: it is another key", fix)
    elif not sealed:
        yield ok("nothing has been sealed yet")
    else:
        yield ok("it opens every sealed value")


async def connected(p: Patient) -> AsyncIterator[Seen]:
    there = await p.read(checkups.connections_of_all_times)
    in_use = [name for name, is_used in there.items() if is_used]
    connect = "Run `frontmate connect`, which goes through it step by step."
    if p.wanted is not None and p.wanted not in in_use:
        yield bad(f"{p.wanted} was disconnected", connect)
    elif not in_use:
        yield bad("no Front workspace is connected", connect)
    else:
        yield ok(", ".join(in_use))


async def worker(p: Patient) -> AsyncIterator[Seen]:
    alive = await p.read(processes.alive, p.since(seconds=BEAT_WITHIN))
    working = [process for process in alive if process.works]
    if working:
        yield ok(f"{len(working)} at work")
        return
    only = "a web server runs, but no worker" if alive else "no process of frontmate runs"
    yield bad(
        f"{only}: what arrives is stored, and nobody works on it",
        "Start `frontmate run` (web and worker in one), or `frontmate work` beside the web server.",
    )


async def versions(p: Patient) -> AsyncIterator[Seen]:
    alive = await p.read(processes.alive, p.since(seconds=BEAT_WITHIN))
    others = sorted({process.version for process in alive} - {p.premises.version})
    if others:
        yield warn(
            f"this is {p.premises.version}; {', '.join(others)} runs on the same database",
            "Stop the older processes, and start all of them from the same version.",
        )
    else:
        yield ok(f"none but {p.premises.version} runs")


async def backlog(p: Patient) -> AsyncIterator[Seen]:
    left = await p.read(checkups.backlog, p.since(seconds=LATE_AFTER))
    if not left.events and not left.timers:
        yield ok("nothing waits to be judged")
        return
    yield bad(
        f"{counted(left.events, 'event')} and {counted(left.timers, 'timer')} should have been "
        "worked on more than five minutes ago",
        "See `worker`; if one runs, read its log: it names the conversation that it fails on.",
    )


async def public_url(p: Patient) -> AsyncIterator[Seen]:
    url = urlsplit(p.premises.public_url or "")
    if url.scheme == "https":
        yield ok("it is https")
    elif not await _takes_webhooks(p):
        yield ok("no workspace needs webhooks: all of them poll")
    elif not url.hostname or url.hostname in _LOOPBACK:
        yield warn(
            "no address is set that others can reach: Front's webhooks cannot come in",
            "Set FRONTMATE_PUBLIC_URL to the https address that leads here, or connect with "
            "`--intake poll`.",
        )
    else:
        yield warn(
            "it is http: passwords of the console and customers' words cross the net unsealed",
            "Put a proxy with a certificate before frontmate, and set FRONTMATE_PUBLIC_URL to "
            "its https address.",
        )


async def _takes_webhooks(p: Patient) -> bool:
    """Also where that cannot be told, or nothing is connected yet."""
    in_use = () if p.unusable else await p.read(connections.all_of)
    return not in_use or any(workspace.intake != "poll" for workspace in in_use)


async def model(p: Patient) -> AsyncIterator[Seen]:
    probe = p.premises.probes.model
    if probe is None:
        yield ok("no language model is set: the embedded engine answers")
        return
    wrong = await _probed(probe)
    if wrong:
        fix = (
            "Check the model's address, its key and its quota, and whether this machine reaches "
            "it. Until then every question is handed over."
        )
        yield bad(wrong, fix)
        return
    yield ok("it answers")
    unread = (
        None if p.premises.probes.pictures is None else await _probed(p.premises.probes.pictures)
    )
    if unread:
        yield warn(
            f"it does not read pictures: {unread}",
            "Choose a model that takes pictures, or leave FRONTMATE_MODEL_PICTURES out. Until then "
            "who sends nothing but a picture gets a person.",
        )


async def encoder(p: Patient) -> AsyncIterator[Seen]:
    probe = p.premises.probes.encoder
    wrong = None if probe is None else await _probed(probe)
    if wrong:
        yield warn(
            f"{wrong}; articles are found by their words alone",
            "Install frontmate with its locked dependencies (`make setup`), and start it again.",
        )
    else:
        yield ok("none was asked for" if probe is None else "it encodes")


async def _probed(probe: Probe) -> str | None:
    try:
        wrong = await asyncio.wait_for(probe(), PROBE_WITHIN)
    except TimeoutError:
        return f"it did not answer within {PROBE_WITHIN:.0f} seconds"
    return None if wrong is None else remark(wrong)
