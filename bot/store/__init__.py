"""The store: one method, one transaction, one synchronous function, one hop.

A store method is a plain function over an open transaction:

    def next_name(tx: Tx, *, person: int) -> str:
        return str(tx.value("people.name", id=person))

    name = await store.read(next_name, person=7)

    def open_jobs(tx: Tx) -> list[JobRow]:
        return tx.all(JobRow, "jobs.oldest_open", limit=1000)

Rows are named tuples (`bot.store.rows`): immutable, and mypy knows their columns.

A method runs whole on the connection's own thread, so cancelling the coroutine that awaits it can never leave a
transaction open. Statements are named SQL in `.sql` files (`people.name` is the statement `name` of `people.sql`);
one text serves both dialects, a variant is marked `(postgresql)` or `(sqlite)`.

Errors:

    StoreError                the database failed; the transaction was rolled back
    ├── StoreRefused          it rejects a value or a statement: a bug
    ├── StoreBusy             another transaction held a lock too long; trying again is right
    ├── StoreUnavailable      it cannot be reached (or, for a commit, no answer came); trying again may help
    ├── StoreFull             no space left on the disk
    └── StoreLocked           another process has this SQLite file open
"""

from bot.store.base import (
    Store,
    StoreBusy,
    StoreError,
    StoreFull,
    StoreLocked,
    StoreRefused,
    StoreUnavailable,
    Tx,
)
from bot.store.open_store import open_configured_store, open_store
from bot.store.retries import write_with_retries

__all__ = [
    "Store",
    "StoreBusy",
    "StoreError",
    "StoreFull",
    "StoreLocked",
    "StoreRefused",
    "StoreUnavailable",
    "Tx",
    "open_configured_store",
    "open_store",
    "write_with_retries",
]
