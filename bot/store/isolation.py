"""One step for each of several rows, so that a row at which it fails does not stop the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, TypeVar

import structlog

from bot.store import Store, StoreError, StoreRefused, Tx, alerts

log = structlog.get_logger()

PAUSE_S: Final = 600.0
"""How long a row is skipped after a step failed at it."""

Result = TypeVar("Result")


class IsolatedSteps:
    """Steps of a loop, each a transaction of its own. If one fails because of its row (a damaged document, a bug), that is
    logged and reported to the operator (the text `alert_id`), and the row is left alone for `PAUSE_S`. Errors of the
    database concern every row and are raised."""

    def __init__(self, store: Store, alert_id: str) -> None:
        self._store = store
        self._alert_id = alert_id
        self._resting: dict[int, float] = {}

    def ready(self, ids: Iterable[int]) -> list[int]:
        """Those of the rows that are not left alone."""
        now = self._store.clock.now()
        self._resting = {id: until for id, until in self._resting.items() if until > now}
        return [id for id in ids if id not in self._resting]

    async def run(
        self, id: int, step: Callable[[Tx, int], Result], postpone: Callable[[Tx, float], object] | None = None
    ) -> Result | None:
        """Run a step for a row; None if it failed. `postpone` then writes until when (unix seconds) the row is not due, where
        it has such a time."""
        try:
            return await self._store.write(step, id)
        except Exception as error:
            if isinstance(error, StoreError) and not isinstance(error, StoreRefused):
                raise
            log.exception("step.failed", row=id, alert=self._alert_id)
        self._resting[id] = self._store.clock.now() + PAUSE_S

        def note(tx: Tx) -> None:
            alerts.report(tx, self._alert_id, task=str(id))
            if postpone:
                postpone(tx, tx.now + PAUSE_S)

        await self._store.write(note)
        return None
