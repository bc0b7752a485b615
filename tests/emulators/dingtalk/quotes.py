"""The formats in which a quote reaches a robot. None is documented; each has been observed."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from .chat import ChatMessage
from .files import Codes
from .org import App
from .wire import Json

Issue = Callable[[bytes], Codes]


class QuoteShape(StrEnum):
    """How much of the quoted message comes along."""

    FULL = "full"  # repliedMsg with its content, as far as the kind has any
    ONLY_ID = "only-id"  # older and mobile clients: isReplyMsg and originalMsgId alone
    TEXT_IN_CONTENT = "text-in-content"  # the quoted text under `content` instead of `text`
    TYPED_PARTS = "typed-parts"  # quoted richText as {msgType, content} parts
    NO_BODY = "no-body"  # repliedMsg of unknownMsgType
    CONTENT_STRING = "content-string"  # repliedMsg.content as a string of JSON
    CARD_CONTENT = "card-content"  # a quoted card with a tree of its content
    WITH_CODE = "with-code"  # the robot's own picture with a downloadCode (unverified)
    NO_KEY = "no-key"  # the robot's own message without originalProcessQueryKey
    LEGACY = "legacy"  # the quoteMessage field of old robots


@dataclass(frozen=True, slots=True)
class Quote:
    """What a quote adds: `reply` inside the text or the content object, `top` beside it."""

    reply: Json
    top: Json


def quote(message: ChatMessage, app: App, shape: QuoteShape, issue: Issue) -> Quote:
    """How `app`'s robot is told that `message` was quoted; `issue` makes download codes for its files."""
    top: Json = {"originalMsgId": message.message_id}
    if message.process_query_key and shape is not QuoteShape.NO_KEY:
        top["originalProcessQueryKey"] = message.process_query_key
    if shape is QuoteShape.ONLY_ID:
        return Quote({"isReplyMsg": True}, top)
    replied = _replied(message, app, shape, issue)
    if shape is QuoteShape.LEGACY:
        return Quote({}, {"quoteMessage": replied})
    return Quote({"isReplyMsg": True, "repliedMsg": replied}, top)


def _replied(message: ChatMessage, app: App, shape: QuoteShape, issue: Issue) -> Json:
    sender = message.sender
    replied: Json = {
        "msgType": "unknownMsgType" if shape is QuoteShape.NO_BODY else _kind(message),
        "msgId": message.message_id,
        "senderId": sender.chatbot_user_id if isinstance(sender, App) else sender.encrypted_id,
        "senderNick": sender.name,
        "createdAt": int(message.at_time * 1000),
    }
    content = {} if shape is QuoteShape.NO_BODY else _body(message, shape, issue)
    if content:
        replied["content"] = json.dumps(content) if shape is QuoteShape.CONTENT_STRING else content
    return replied


def _kind(message: ChatMessage) -> str:
    """`msgType` of a quoted message."""
    return {"card": "interactiveCard", "image": "picture", "voice": "audio"}.get(message.kind, message.kind)


def _body(message: ChatMessage, shape: QuoteShape, issue: Issue) -> Json:
    content = message.content
    if content.kind == "text":
        return {"content" if shape is QuoteShape.TEXT_IN_CONTENT else "text": content.text}
    if content.kind == "markdown":
        return {"text": content.text}
    if content.kind == "picture" or (content.pictures and shape is QuoteShape.WITH_CODE):
        return {"downloadCode": issue(content.pictures[0]).download}
    if content.kind == "richText":
        return {"richText": [_part(part, shape, issue) for part in message.parts]}
    if content.kind == "card" and shape is QuoteShape.CARD_CONTENT:
        return {"cardContent": {"type": "card", "children": [{"type": "text", "text": content.text}]}}
    if content.file_name:
        return {"downloadCode": issue(content.file_data).download, "fileName": content.file_name}
    return {}  # the robot's own pictures and cards: no content is known to be sent


def _part(part: str | bytes, shape: QuoteShape, issue: Issue) -> Json:
    typed = shape is QuoteShape.TYPED_PARTS
    if isinstance(part, str):
        return {"msgType": "text", "content": part} if typed else {"text": part}
    code = issue(part).download
    return {"msgType" if typed else "type": "picture", "downloadCode": code}
