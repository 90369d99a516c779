"""`frontmate password`: back in, for whoever has the machine."""

import re
from pathlib import Path

import pytest

from frontmate.cli import password
from frontmate.console import check_password, hash_password
from frontmate.settings import Settings, read_settings
from frontmate.setup import Kit
from frontmate.store import audit, people
from tests.cli.installation import done, with_kit


def installed(database_url: str, data: Path) -> Settings:
    settings = read_settings({"FRONTMATE_DATABASE_URL": database_url, "FRONTMATE_DATA": str(data)})

    async def add(kit: Kit) -> None:
        async with kit.engine.begin() as db:
            await people.add(db, "admin", hash_password("lost"), "admin", kit.clock())

    with_kit(settings, add)
    return settings


async def _seen(kit: Kit) -> tuple[people.Person | None, tuple[audit.AuditEntry, ...]]:
    async with kit.engine.begin() as db:
        return await people.get(db, "admin"), await audit.newest(db, 10)


def test_a_lost_password_is_replaced_and_printed_once(
    database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = installed(database_url, tmp_path)
    assert done(password.add, settings, "password", "admin") == 0
    printed = re.fullmatch(r"admin / (\S+)   \(shown this once\)\n", capsys.readouterr().out)
    assert printed is not None
    admin, entries = with_kit(settings, _seen)
    assert admin is not None
    assert admin.role == "admin"
    assert check_password(printed[1], admin.password_hash)
    assert not check_password("lost", admin.password_hash)
    assert entries[0].what == "password_changed"
    assert entries[0].who.startswith("command line")
    assert entries[0].detail == {"person": "admin"}


def test_for_somebody_who_is_not_there_it_says_who_is(
    database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = installed(database_url, tmp_path)
    assert done(password.add, settings, "password", "anna") == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == "Nobody is called “anna”. There is: admin (admin).\n"
