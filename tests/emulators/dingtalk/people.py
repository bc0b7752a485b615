"""The actions of a person: say, send, quote, press, recall."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from . import payloads
from .chat import Chat, ChatMessage
from .content import Button, Content, is_client_link, text_sent_by
from .files import Codes
from .org import App
from .quotes import QuoteShape, quote
from .user_actions import UserActions
from .wire import Json

At = App | bool


@dataclass(slots=True, eq=False)
class Person:
    """A person with a DingTalk client. A person from outside the organisation has no `staff_id`.

    In groups `at=True` mentions the (first) robot, an App mentions that one; without a mention no robot receives it.
    """

    user_actions: UserActions
    name: str
    staff_id: str
    encrypted_id: str
    language: str = "zh"
    is_admin: bool = False
    flow_controlled: int = 0  # so many of the next 1:1 sends to this person are held back by the service
    opened: list[str] = field(default_factory=list)  # web links that were pressed

    def say(self, chat: Chat, text: str, *, at: At = False) -> ChatMessage:
        """Write a text."""
        return self.user_actions.send(self, chat, Content("text", text=text), payloads.text(_heard(chat, text)), at=at)

    def send_picture(self, chat: Chat, data: bytes, *, as_string: bool = False) -> ChatMessage:
        """Send a bare picture; with `as_string` its content arrives as a string of JSON, as from some versions."""
        body = payloads.picture(self.user_actions.codes(chat, False, data))
        if as_string:
            body["content"] = json.dumps(body["content"])
        return self.user_actions.send(self, chat, Content("picture", pictures=(data,)), body)

    def rich_text(
        self, chat: Chat, parts: Sequence[str | bytes], *, at: At = False, mention_part: bool = False
    ) -> ChatMessage:
        """Send texts and pictures in one message; `mention_part` keeps the mention as a separate part."""
        mention = f"@{chat.apps[0].name}" if mention_part else ""
        body = payloads.rich_text(self._coded(chat, at, parts), mention)
        return self.user_actions.send(self, chat, _rich_content(parts), body, at=at, parts=tuple(parts))

    def quote(
        self,
        chat: Chat,
        message: ChatMessage,
        text: str = "",
        *,
        at: At = False,
        shape: QuoteShape | str = QuoteShape.FULL,
        pictures: Sequence[bytes] = (),
        beside_content: bool = False,
    ) -> ChatMessage:
        """Reply to `message`, quoting it. With `pictures` the reply is a richText.

        A richText carries the quote inside its content, or with `beside_content` in a text object beside it.
        """
        app = self.user_actions.addressee(chat, at) or chat.apps[0]
        parts: list[str | bytes] = []
        added = quote(message, app, QuoteShape(shape), lambda data: self.user_actions.files.issue(app, data))
        if pictures:
            parts += [text] if text else []
            parts += pictures
            body, content = payloads.rich_text(self._coded(chat, at, parts)), _rich_content(parts)
            body.setdefault("text" if beside_content else "content", {}).update(added.reply)
        else:
            body, content = payloads.text(_heard(chat, text)), Content("text", text=text)
            body["text"].update(added.reply)
        return self.user_actions.send(self, chat, content, body | added.top, at=at, quoted=message, parts=tuple(parts))

    def send_file(self, chat: Chat, data: bytes, name: str) -> ChatMessage:
        """Send a file (or a picture as a file)."""
        ids = self.user_actions.core.ids
        body = payloads.file(self.user_actions.codes(chat, False, data), name, ids.staff(), ids.staff())
        return self.user_actions.send(self, chat, Content("file", file_name=name, file_data=data), body)

    def send_voice(self, chat: Chat, data: bytes, recognition: str, duration_ms: int = 4000) -> ChatMessage:
        """Send a voice message with what the service recognised in it."""
        body = payloads.audio(self.user_actions.codes(chat, False, data), duration_ms, recognition)
        return self.user_actions.send(self, chat, Content("audio", file_name="voice", file_data=data), body)

    def send_video(self, chat: Chat, data: bytes, seconds: int = 5) -> ChatMessage:
        """Send a video."""
        body = payloads.video(self.user_actions.codes(chat, False, data), seconds)
        return self.user_actions.send(self, chat, Content("video", file_name="video.mp4", file_data=data), body)

    def send_unknown(self, chat: Chat) -> ChatMessage:
        """Send something that robots cannot receive (1:1 only: it carries no mention)."""
        return self.user_actions.send(self, chat, Content("unknown", text=payloads.UNKNOWN_TEXT), payloads.unknown())

    def send_odd(self, chat: Chat, body: Json, *, at: At = True, drop: Collection[str] = ()) -> ChatMessage:
        """Let a payload of any shape be pushed: `body` over the common fields, without those named in `drop`."""
        return self.user_actions.send(self, chat, Content("odd", text=str(body)), body, at=at, drop=drop)

    def press(self, message: ChatMessage, label: str, *, at: bool | None = None) -> ChatMessage | None:
        """Press a button or link of a robot's message.

        A client link makes this person send its text (returned); in a group with the mention or without, as `at`
        says or else `settings.dtmd_adds_at`. A web link is recorded in `opened`. An invalid one does nothing.
        """
        assert message.recalled_at is None, "a recalled message cannot be pressed"
        button = _button(message, label)
        assert button.url, "an action of a card is pressed with press_card"
        if not is_client_link(button.url):
            self.opened.append(button.url)
            return None
        text = text_sent_by(button.url)
        if text is None:
            return None
        with_at = self.user_actions.core.settings.dtmd_adds_at if at is None else at
        app = message.sender if isinstance(message.sender, App) else True
        return self.say(message.chat, text, at=app if with_at else False)

    async def press_card(
        self, message: ChatMessage, action: str, params: dict[str, Any] | None = None, timeout: float = 60.0
    ) -> Json | None:
        """Press a card's button by its label or action id; `params` replace the button's own.

        Returns the robot's answer; None when the person would see an error (no connection, too late, wrong answer).
        """
        shown = message.card.content(self) if message.card is not None else message.content
        found = next((button for button in shown.buttons if action in (button.label, button.action_id)), None)
        assert found is not None and found.action_id, f"no button {action!r} on the card: {shown.buttons}"
        chosen = dict(found.params) if params is None else params
        return await self.user_actions.press_card(self, message, found.action_id, chosen, timeout)

    def recall(self, message: ChatMessage) -> None:
        """Recall one's own message. The robot is not told."""
        assert message.sender is self, "people recall their own messages"
        message.recalled_at = self.user_actions.core.clock.now()
        self.user_actions.core.changed.notify()

    def _coded(self, chat: Chat, at: At, parts: Sequence[str | bytes]) -> list[str | Codes]:
        return [part if isinstance(part, str) else self.user_actions.codes(chat, at, part) for part in parts]


def _heard(chat: Chat, text: str) -> str:
    """In groups a space stays where the mention was cut out."""
    return f" {text}" if chat.is_group else text


def _rich_content(parts: Sequence[str | bytes]) -> Content:
    texts = [part for part in parts if isinstance(part, str)]
    return Content("richText", text="".join(texts), pictures=tuple(part for part in parts if isinstance(part, bytes)))


def _button(message: ChatMessage, label: str) -> Button:
    found = next((button for button in message.buttons if button.label == label), None)
    assert found is not None, f"no button {label!r}: {[button.label for button in message.buttons]}"
    return found
