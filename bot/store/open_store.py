"""Opens the store that a database URL names."""

from __future__ import annotations

from pathlib import Path

from bot.runtime.clock import Clock
from bot.store.base import Store
from bot.store.sqlite import SqliteStore
from config.settings import Mistake, Settings, SettingsError, mistake


async def open_store(url: str, clock: Clock, *, worker: bool = True) -> Store:
    """Open the store at `url`: `sqlite:///path/to/file.db` or `postgresql://...`. `worker` is False beside a running
    worker, as for the command line.

    Raises ValueError for another kind of URL or a database written by a newer version, StoreLocked,
    StoreUnavailable.
    """
    if url.startswith("sqlite:///"):
        return await SqliteStore.open(Path(url.removeprefix("sqlite:///")), clock, worker=worker)
    if url.startswith(("postgresql://", "postgres://")):
        # Imported here: psycopg costs 10 MB that a machine with SQLite need not pay.
        from bot.store.postgresql import PostgresStore

        return await PostgresStore.open(url, clock)
    # The message does not repeat the URL: in a list of keywords the password may be anywhere.
    raise Mistake("settings-database-url")


async def open_configured_store(settings: Settings, clock: Clock) -> Store:
    """Open the store that the settings name. Raises SettingsError, StoreLocked, StoreUnavailable."""
    try:
        return await open_store(settings.store_url, clock)
    except Mistake as error:
        raise SettingsError(error, "SHENBI_DATABASE_URL") from None
    except ValueError as error:
        raise SettingsError(str(error).removeprefix("SHENBI_DATABASE_URL: "), "SHENBI_DATABASE_URL") from None
    except OSError as error:
        raise mistake(
            "settings-cannot-open-database", reason=error.strerror or str(error), file=str(error.filename)
        ) from None
