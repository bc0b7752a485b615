"""A database of tests is as good as new when the next test takes it."""

from __future__ import annotations

import psycopg
import pytest

from tests.postgres import Server

PERSON = b"""INSERT INTO person (platform, user_id, created_at) VALUES ('t', 'a', 0) RETURNING id"""


def test_postgres_pool__rows_numbers_and_connections_of_a_test_are_gone(postgres_server: Server) -> None:
    name, url = postgres_server.with_tables.take()
    left = psycopg.connect(url)
    (first,) = left.execute(PERSON).fetchone() or ()
    left.commit()
    left.execute(PERSON.replace(b"'a'", b"'b'"))  # A transaction that is open, with its locks.
    postgres_server.with_tables.give_back(name)
    with pytest.raises(psycopg.OperationalError):
        left.execute(b"SELECT 1")
    again, url = postgres_server.with_tables.take()
    assert again == name
    with psycopg.connect(url) as raw:
        assert raw.execute(b"SELECT count(*), pg_relation_size('person') FROM person").fetchone() == (0, 0)
        assert raw.execute(PERSON).fetchone() == (first,)
    postgres_server.with_tables.give_back(again)


def test_postgres_pool__empty_database_is_empty_again(postgres_server: Server) -> None:
    name, url = postgres_server.without_tables.take()
    with psycopg.connect(url) as raw:
        raw.execute(b"CREATE TABLE shoe (id integer)")
    postgres_server.without_tables.give_back(name)
    again, url = postgres_server.without_tables.take()
    assert again == name
    with psycopg.connect(url) as raw:
        assert raw.execute(b"SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall() == []
    postgres_server.without_tables.give_back(again)


@pytest.mark.parametrize(
    "change",
    [
        b"ALTER TABLE person ADD COLUMN shoe_size integer",
        b"CREATE TABLE shoe (id integer)",
        b"DROP INDEX session_due",
        b"INSERT INTO migration VALUES ('shoes', 1, 'first')",
    ],
)
def test_postgres_pool__database_whose_tables_were_changed_is_not_used_again(
    postgres_server: Server, change: bytes
) -> None:
    name, url = postgres_server.with_tables.take()
    with psycopg.connect(url) as raw:
        raw.execute(change)
    postgres_server.with_tables.give_back(name)
    other, _ = postgres_server.with_tables.take()
    assert other != name
    postgres_server.with_tables.give_back(other)
