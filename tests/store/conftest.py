"""Tests of one database or the other; what both promise is tested in tests/conformance/store."""

from __future__ import annotations

from tests.postgres import migrated_postgres_url as migrated_postgres_url
from tests.postgres import postgres_server as postgres_server
from tests.postgres import postgres_url as postgres_url
