"""The organisation: its apps, people and monthly quotas."""

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .chat import Chat, ChatMessage
    from .people import Person

_CHINA = dt.timezone(dt.timedelta(hours=8))

SEND = "qyapi_robot_sendmsg"
CARD_WRITE = "Card.Instance.Write"
CARD_STREAM = "Card.Streaming.Write"
ALL_PERMISSIONS = frozenset({SEND, CARD_WRITE, CARD_STREAM})


@dataclass(slots=True, eq=False)
class App:
    """An internal app with a robot. Everything but its names may be changed by a test while it is used."""

    client_id: str
    client_secret: str
    robot_code: str
    name: str
    chatbot_user_id: str
    permissions: set[str] = field(default_factory=lambda: set(ALL_PERMISSIONS))
    published: bool = True
    stopped: bool = False
    token: str = ""
    token_expires_at: float = 0.0


@dataclass(slots=True)
class Usage:
    """What one calendar month (China time) has used of the organisation's quotas."""

    api_calls: int = 0
    pushes: int = 0


@dataclass(slots=True)
class Org:
    """One organisation. Conversations and messages are found by the service's own ids."""

    corp_id: str
    apps: dict[str, App] = field(default_factory=dict)  # by client id
    people: list["Person"] = field(default_factory=list)
    chats: dict[str, "Chat"] = field(default_factory=dict)  # by conversation id
    messages: dict[str, "ChatMessage"] = field(default_factory=dict)  # by msgId
    forbidden_words: set[str] = field(default_factory=set)
    unsafe_urls: set[str] = field(default_factory=set)
    _usage: dict[str, Usage] = field(default_factory=dict)

    def usage(self, now: float) -> Usage:
        """The counters of the month that `now` (unix seconds) falls in."""
        month = dt.datetime.fromtimestamp(now, _CHINA).strftime("%Y-%m")
        return self._usage.setdefault(month, Usage())

    def app_of_robot(self, robot_code: str) -> App | None:
        return next((app for app in self.apps.values() if app.robot_code == robot_code), None)

    def app_of_token(self, token: str, now: float) -> App | None:
        for app in self.apps.values():
            if token and app.token == token and now < app.token_expires_at:
                return app
        return None

    def staff(self, staff_id: object) -> "Person | None":
        """The member with this user id; people outside the organisation have none."""
        return next((person for person in self.people if staff_id and person.staff_id == staff_id), None)
