"""Threads that are opened on wish: a session may have one of its own.

What asks for one is decoded as said in a thread that is not there yet (`new-<channel>-<interaction>`). The first post there opens
it; then the conversation has the address of the thread.
"""

from __future__ import annotations

from typing import Final

from adapters.discord import routes, tables
from adapters.discord.identity import is_id
from adapters.discord.limits import PLATFORM
from adapters.discord.people import parent_of
from adapters.discord.rest import Rest, RestError
from bot.adapter_api import Conversation, Host, PostView

PUBLIC_THREAD: Final = 11
ARCHIVE_AFTER_MIN: Final = 1440
MAX_NAME: Final = 100


class Threads:
    """Opens threads."""

    def __init__(self, rest: Rest, host: Host) -> None:
        self._rest = rest
        self._host = host

    async def open(self, conversation: Conversation, view: PostView) -> Conversation:
        """Open the thread of a conversation whose `parent_of` is not empty, named by what is posted first; its address. Raises
        RestError, StoreError. If the process dies before the address is kept, an empty thread is left behind."""
        name = tables.thread_name(conversation.thread_id)
        known = await self._host.store.read(tables.value, name)
        if not known:
            words = " ".join((view.title or view.text).split())[:MAX_NAME]
            body = {"name": words or "-", "type": PUBLIC_THREAD, "auto_archive_duration": ARCHIVE_AFTER_MIN}
            made = await self._rest.call(routes.create_thread(parent_of(conversation)), json=body)
            known = str(made.get("id", "")) if isinstance(made, dict) else ""
            if not is_id(known):
                raise RestError(0, 0, "no thread in the answer")
            await self._host.store.write(tables.set_value, name, known)
        return Conversation(PLATFORM, conversation.chat_id, known)
