"""Delivers the actions of people to the robots."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from . import payloads
from .cards import Card, Cards
from .chat import Chat, ChatMessage
from .content import Content
from .core import Core
from .delivery import Delivery
from .errors import ApiError
from .files import Codes, FileStore
from .org import App
from .push import BOT_MESSAGE, CARD_CALLBACK, Push
from .webhook import Webhook
from .wire import Json

if TYPE_CHECKING:
    from .people import Person

# In a group a robot gets only types that can contain a mention.
_NEVER_IN_GROUPS = {"picture", "audio", "video", "file"}


@dataclass(slots=True)
class UserActions:
    """The parts of the service that an action of a person passes through."""

    core: Core
    delivery: Delivery
    webhook: Webhook
    files: FileStore
    cards: Cards

    def codes(self, chat: Chat, at: "App | bool", data: bytes) -> Codes:
        """Download codes of `data` for the robot that this message goes to."""
        return self.files.issue(self.addressee(chat, at) or chat.apps[0], data)

    def addressee(self, chat: Chat, at: "App | bool") -> App | None:
        """The robot that gets a message: the one of a 1:1 conversation; in a group, the one that is mentioned."""
        if isinstance(at, App):
            return at
        return next(iter(chat.apps), None) if at or not chat.is_group else None

    def send(
        self,
        sender: "Person",
        chat: Chat,
        content: Content,
        body: Json,
        *,
        at: "App | bool" = False,
        quoted: ChatMessage | None = None,
        parts: tuple[str | bytes, ...] = (),
        drop: Collection[str] = (),
    ) -> ChatMessage:
        """Show a person's message in `chat` and, if the rules say so, push it to a robot.

        `body` is laid over the common fields; fields named in `drop` are left out of the payload.
        """
        assert sender in chat.members, f"{sender.name} is not in {chat.title}"
        message = chat.add(
            ChatMessage(
                message_id=self.core.ids.message(),
                chat=chat,
                sender=sender,
                at_time=self.core.clock.now(),
                via="person",
                _content=content,
                quoted=quoted,
                parts=parts,
            )
        )
        app = self.addressee(chat, at)
        if app is None or app.stopped or (chat.is_group and body.get("msgtype") in _NEVER_IN_GROUPS):
            return message
        payload = self._payload(app, message, sender, body)
        for name in drop:
            payload.pop(name, None)
        push = Push(app, BOT_MESSAGE, json.dumps(payload, ensure_ascii=False))
        message.push = self.delivery.push(push)
        return message

    def _payload(self, app: App, message: ChatMessage, sender: "Person", body: Json) -> Json:
        url, expires_ms = self.webhook.open(app, message.chat)
        envelope = payloads.Envelope(
            app=app,
            chat=message.chat,
            sender=sender,
            corp_id=self.core.org.corp_id,
            message_id=message.message_id,
            created_ms=int(message.at_time * 1000),
            webhook=url,
            webhook_expires_ms=expires_ms,
        )
        allowed = self.core.limits.take_push(self.core.org, message.at_time)
        return envelope.around(body if allowed else payloads.over_quota())

    async def press_card(
        self, person: "Person", message: ChatMessage, action_id: str, params: dict[str, Any], timeout: float
    ) -> Json | None:
        """Send the callback of a pressed card button and apply its answer.

        Returns the answer's `response`; None when nothing answered in time (then the person sees an error).
        """
        card = message.card
        assert card is not None and message.recalled_at is None, "only a standing card can be pressed"
        if card.callback_type != "STREAM":
            self.core.violate("card-dead", f"card {card.out_track_id} was not made for stream callbacks")
            return None
        space = ("IM_GROUP", message.chat.conversation_id) if message.chat.is_group else ("IM_ROBOT", person.staff_id)
        data = payloads.card_press(self.core.org.corp_id, card.out_track_id, person.staff_id, space, action_id, params)
        push = Push(card.app, CARD_CALLBACK, json.dumps(data, ensure_ascii=False), may_come_again=False)
        card.open_callbacks += 1
        try:
            self.delivery.push(push)
            if push.lost:
                return None
            ack = await self.core.changed.wait_until(lambda: push.ack, timeout, "an answer to a pressed card")
        except TimeoutError:
            self.core.violate("card-callback-late", "no answer to a pressed card")
            return None
        finally:
            card.open_callbacks -= 1
        latency_s = push.ack_latency_s or 0.0
        if latency_s > self.core.settings.card_answer_s:
            self.core.violate("card-callback-late", f"answered after {latency_s:.1f} s")
            return None
        return self._apply(card, person, ack)

    def _apply(self, card: Card, person: "Person", ack: Json) -> Json | None:
        try:
            response = json.loads(ack["data"]).get("response")
        except (KeyError, TypeError, ValueError, AttributeError):
            response = None
        if ack["code"] != 200 or not isinstance(response, dict):
            self.core.violate("card-callback-answer", f"the answer holds no response object: {ack.get('data')!r}")
            return None
        change = dict(response)
        if "userPrivateData" in change:
            change["privateData"] = {person.staff_id: change.pop("userPrivateData")}
        try:
            self.cards.apply(card, change)
        except ApiError as wrong:
            self.core.violate(wrong.kind, f"in the answer to a pressed card: {wrong.detail}")
            return None
        return response
