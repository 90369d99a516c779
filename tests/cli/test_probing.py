"""What the doctor tries out leaves everything as it was."""

import secrets
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from frontmate.app.probing import probes_of
from frontmate.settings import read_settings
from frontmate.store import plain_url


async def test_9_4_looking_for_vectors_makes_no_tables(server_url: str, tmp_path: Path) -> None:
    name = f"untouched_{secrets.token_hex(4)}"
    url = make_url(server_url).set(database=name).render_as_string(hide_password=False)
    with psycopg.connect(plain_url(server_url), autocommit=True) as server:
        server.execute(f'create database "{name}"'.encode())
    settings = replace(read_settings({}), database_url=url, data=tmp_path)
    vectors = probes_of(settings).vectors
    assert vectors is not None
    with pytest.raises(DBAPIError, match="does not exist"):
        await vectors("main")
    with psycopg.connect(plain_url(url)) as database:
        tables = database.execute("select count(*) from pg_tables where schemaname = 'public'")
        assert tables.fetchone() == (0,)
    with psycopg.connect(plain_url(server_url), autocommit=True) as server:
        server.execute(f'drop database "{name}" with (force)'.encode())
