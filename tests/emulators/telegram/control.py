"""The person's side over HTTP, for tests whose bot or whose driver lives in another process.

``POST /_control/<verb>`` with a JSON object; the answer is a JSON object, 400 with ``error`` when it cannot be done.
Bots are named by username, people by id, chats by id (private ones as ``{"bot": ..., "person": ...}``),
messages by id inside their chat, bytes as base64.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.emulators.clock import DrivenClock

from .chats import Chat
from .errors import ApiError
from .faults import Fault
from .person import Person
from .state import Account, Json, Message
from .world import Bot

if TYPE_CHECKING:
    from .server import TelegramServer

Verb = Callable[[Json], Any]


class Control:
    """Maps verbs to the calls that a test in this process would make."""

    def __init__(self, server: TelegramServer) -> None:
        self._server = server
        self._world = server.world
        self._verbs: dict[str, Verb] = {
            name.removeprefix("do_"): getattr(self, name) for name in dir(self) if name.startswith("do_")
        }

    def mount(self, app: web.Application) -> None:
        app.router.add_post("/_control/{verb}", self._on_verb)

    async def _on_verb(self, request: web.Request) -> web.Response:
        verb = request.match_info["verb"]
        try:
            asked = await request.json() if request.can_read_body else {}
            if verb == "advance":
                return web.json_response(await self._advance(asked))
            if verb not in self._verbs:
                raise LookupError(f"no verb {verb!r}; there are {', '.join(sorted(self._verbs))}")
            return web.json_response(self._verbs[verb](asked))
        except (LookupError, AssertionError, ApiError, TypeError, ValueError) as error:
            # A mistake of the controlling process: answer with the text that an exception would have in this process.
            return web.json_response({"error": f"{type(error).__name__}: {error}"}, status=400)

    # -- setting up

    def do_add_bot(self, asked: Json) -> Json:
        bot = self._server.add_bot(**asked)
        return {"id": bot.id, "username": bot.username}

    def do_add_person(self, asked: Json) -> Json:
        return {"id": self._server.add_person(**asked).id}

    def do_private_chat(self, asked: Json) -> Json:
        chat = self._server.private_chat(self._bot(asked["bot"]), self._person(asked["person"]))
        return {"chat": chat.id}

    def do_group(self, asked: Json) -> Json:
        """``kind``: group, supergroup, channel; ``members``: ids of people, names of bots; ``forum``."""
        members = [self._account(one) for one in asked.get("members", [])]
        make: dict[str, Callable[..., Chat]] = {
            "group": self._server.basic_group,
            "supergroup": self._server.supergroup,
            "channel": self._server.channel,
        }
        more = {"forum": True} if asked.get("forum") else {}
        return {"chat": make[asked["kind"]](asked["title"], members, **more).id}

    # -- actions of a person

    def do_say(self, asked: Json) -> Json:
        chat = self._chat(asked)
        return self._shown(self._person(asked["person"]).say(chat, asked["text"], **self._reply(asked, chat)))

    def do_send_photo(self, asked: Json) -> Json:
        chat, data = self._chat(asked), base64.b64decode(asked["data"])
        person = self._person(asked["person"])
        return self._shown(person.send_photo(chat, data, asked.get("caption", ""), **self._reply(asked, chat)))

    def do_send_document(self, asked: Json) -> Json:
        chat, data = self._chat(asked), base64.b64decode(asked["data"])
        person = self._person(asked["person"])
        sent = person.send_document(chat, data, asked["name"], asked.get("caption", ""), **self._reply(asked, chat))
        return self._shown(sent)

    def do_edit(self, asked: Json) -> Json:
        return self._shown(self._person(asked["person"]).edit(self._message(asked), asked["text"]))

    def do_delete(self, asked: Json) -> Json:
        self._person(asked["person"]).delete(self._message(asked))
        return {}

    def do_press(self, asked: Json) -> Json:
        return {"press": self._person(asked["person"]).press(self._message(asked), asked["button"]).id}

    def do_answer(self, asked: Json) -> Json:
        """What a press was answered: ``answer`` is null while the button spins."""
        press = self._world.presses[asked["press"]]
        return {"answer": asdict(press.answer) if press.answer else None}

    def do_block(self, asked: Json) -> Json:
        self._person(asked["person"]).block(self._bot(asked["bot"]))
        return {}

    def do_unblock(self, asked: Json) -> Json:
        self._person(asked["person"]).unblock(self._bot(asked["bot"]))
        return {}

    # -- reading the state

    def do_messages(self, asked: Json) -> Json:
        return {"messages": [self._shown(message) for message in self._chat(asked).messages]}

    def do_history(self, asked: Json) -> Json:
        changes = self._chat(asked).history
        return {
            "history": [
                {
                    "time": change.time,
                    "kind": change.kind,
                    "who": change.who.id,
                    "message_id": change.message_id,
                    "shown": change.shown,
                    "has_picture": change.has_picture,
                }
                for change in changes
            ]
        }

    def do_picture(self, asked: Json) -> Json:
        """The bytes of the photo or document in a message."""
        media = self._message(asked).media
        return {"data": base64.b64encode(media.bytes).decode() if media else None}

    def do_requests(self, asked: Json) -> Json:
        calls = self._server.requests_of(*asked.get("methods", []))
        return {"requests": [asdict(call) for call in calls]}

    def do_violations(self, asked: Json) -> Json:
        return {"violations": self._server.violations}

    def do_pending(self, asked: Json) -> Json:
        """How many updates wait for a bot, and how many went too old unread."""
        queue = self._bot(asked["bot"]).queue
        return {"pending": len(queue), "dropped_unread": queue.dropped_unread}

    # -- faults and time

    def do_fault(self, asked: Json) -> Json:
        """``fault``: the fields of Fault, its error as ``{"status", "description", "parameters"}``."""
        fields = dict(asked["fault"])
        if "error" in fields:
            fields["error"] = ApiError(**fields["error"])
        if "fail_items" in fields:
            fields["fail_items"] = tuple(fields["fail_items"])
        when = {name: asked[name] for name in ("times", "skip", "since", "until") if name in asked}
        self._server.faults.plan(Fault(**fields), *asked.get("methods", []), **when)
        return {}

    def do_clear_faults(self, asked: Json) -> Json:
        self._server.faults.clear()
        return {}

    def do_now(self, asked: Json) -> Json:
        return {"now": self._world.now()}

    async def _advance(self, asked: Json) -> Json:
        clock = self._server.clock
        assert isinstance(clock, DrivenClock), "this emulator lives in real time"
        await clock.advance(float(asked["seconds"]))
        return {"now": clock.now()}

    # -- objects by name

    def _bot(self, username: str) -> Bot:
        found = next((bot for bot in self._world.bots.values() if bot.username == username.lstrip("@")), None)
        if found is None:
            raise LookupError(f"no bot {username!r}")
        return found

    def _person(self, person_id: int) -> Person:
        person = self._world.accounts[person_id]
        assert isinstance(person, Person), f"{person_id} is no person"
        return person

    def _account(self, name: int | str) -> Account:
        return self._bot(name) if isinstance(name, str) else self._world.accounts[name]

    def _chat(self, asked: Json) -> Chat:
        where = asked["chat"]
        if isinstance(where, dict):
            return self._world.private_chat(self._bot(where["bot"]), self._person(where["person"]))
        return self._world.chats[where]

    def _message(self, asked: Json) -> Message:
        message = self._chat(asked).get(asked["message_id"])
        if message is None:
            raise LookupError(f"no message {asked['message_id']}")
        return message

    def _reply(self, asked: Json, chat: Chat) -> dict[str, Any]:
        more: dict[str, Any] = {}
        if "reply_to" in asked:
            more["to"] = self._message({"chat": asked["chat"], "message_id": asked["reply_to"]})
        if "topic" in asked:
            more["topic"] = chat.topics[asked["topic"]]
        return more

    @staticmethod
    def _shown(message: Message) -> Json:
        media = message.media
        return {
            "message_id": message.id,
            "chat": message.chat.id,
            "from": message.sender.id,
            "is_bot": message.sender.is_bot,
            "date": message.date,
            "edit_date": message.edit_date,
            "text": message.text,
            "caption": message.caption,
            "media": None if media is None else {"kind": media.kind, "name": media.name, "size": media.size},
            "buttons": [
                [{"text": b.text, "data": b.data, "url": b.url, "copy_text": b.copy_text} for b in row]
                for row in message.keyboard
            ],
            "reactions": {str(who): emoji for who, emoji in message.reactions.items()},
            "reply_to": message.reply_to.id if message.reply_to else None,
            "topic": message.topic.id if message.topic else None,
        }
