"""The conversations of the emulated organisation."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .chat import GROUP, ONE_TO_ONE, Chat
from .core import Core
from .org import App

if TYPE_CHECKING:
    from .people import Person


@dataclass(slots=True)
class Conversations:
    """Creates conversations; there is one 1:1 conversation for each person and robot."""

    core: Core

    def one_to_one(self, app: App, person: "Person") -> Chat:
        for chat in self.core.org.chats.values():
            if not chat.is_group and chat.members == [person] and chat.apps == [app]:
                return chat
        return self._add(ONE_TO_ONE, app.name, [person], [app])

    def group(self, title: str, members: list["Person"], apps: list[App]) -> Chat:
        return self._add(GROUP, title, list(members), list(apps))

    def _add(self, kind: str, title: str, members: list["Person"], apps: list[App]) -> Chat:
        chat = Chat(self.core, self.core.ids.conversation(), kind, title, members, apps)
        self.core.org.chats[chat.conversation_id] = chat
        return chat
