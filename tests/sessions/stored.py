"""The session of one conversation as it is stored, and waiting for it to change."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from bot.app import App
from bot.sessions.model import Session
from bot.sessions.service import SessionService
from bot.store import Tx
from bot.store.rows import ConversationRow

WAIT_S = 120.0


class StoredSession:
    """Reads the newest session of the conversation that `where` names."""

    app: App

    def where(self) -> dict[str, str]:
        """Platform and chat id of the conversation."""
        raise NotImplementedError

    async def session(self) -> Session:
        """The group's newest session, as it is stored."""
        found = await self.maybe_session()
        assert found is not None
        return found

    async def maybe_session(self) -> Session | None:
        """The newest session there, if there is one."""
        service = SessionService(self.app.manager)

        def look(tx: Tx) -> Session | None:
            place = tx.one(ConversationRow, "people.find_conversation", **{"thread_id": "", **self.where()})
            return service.newest_session(tx, place.id) if place else None

        return await self.app.store.read(look)

    async def until(self, condition: Callable[[Session], bool], what: str = "") -> Session:
        """Wait until the session meets a condition."""
        changed = self.app.store.hints.event("sessions")
        try:
            async with asyncio.timeout(WAIT_S):
                while (session := await self.maybe_session()) is None or not condition(session):
                    await changed.wait()
                    changed.clear()
                return session
        except TimeoutError:
            raise AssertionError(f"never {what or condition}: {await self.maybe_session()}") from None

    async def phase(self, phase: str, round_: int = 1) -> Session:
        """Wait until the session is in a phase of a round."""
        return await self.until(
            lambda s: s.phase == phase and s.current_round.number == round_, f"{phase} in round {round_}"
        )
