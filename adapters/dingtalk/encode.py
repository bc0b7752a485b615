"""Encodes views as DingTalk messages and cards. Pure.

Without cards a view becomes one message of the robot's OpenAPI (`msgKey` with `msgParam`), or one of the sessionWebhook.
A button makes the person's client send the button's `typed` text. Whether in a group that text carries the mention
that the robot needs is unknown, so group messages also show the commands to type.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from adapters.dingtalk import markup
from adapters.dingtalk.limits import (
    BUTTONS,
    BUTTONS_AND_LINKS,
    CARD_BUTTONS,
    CARD_TEXTS,
    CARD_VALUE_MAX_BYTES,
    MSG_PARAM_MAX_BYTES,
    TEXT_BYTES,
    TITLE_MAX_CHARS,
)
from adapters.dingtalk.parts import Json
from bot.adapter_api import Button, PostView


@dataclass(frozen=True, slots=True)
class RobotMessage:
    """One OpenAPI message. `msg_param` is a JSON string, as the API requires."""

    msg_key: str
    msg_param: str


@dataclass(frozen=True, slots=True)
class Wording:
    """Texts around a view: the hint how to type commands (groups only; contains `{commands}`), the title in the
    conversation list for a view without text, and whether the conversation is a group."""

    hint: str = ""
    untitled: str = "…"
    group: bool = False


def robot_message(view: PostView, media_ids: Sequence[str], wording: Wording) -> RobotMessage:
    """Encode a view as one OpenAPI message with inline pictures, truncated to the API's size limit."""
    for max_bytes in TEXT_BYTES:
        message = _robot_message(view, media_ids, wording, max_bytes)
        if len(message.msg_param.encode(errors="replace")) <= MSG_PARAM_MAX_BYTES:
            break
    return message


def _robot_message(view: PostView, media_ids: Sequence[str], wording: Wording, max_bytes: int) -> RobotMessage:
    buttons, links = _typed_buttons(view)
    if not (buttons or links or media_ids):
        return _message("sampleText", content=markup.clipped(_plain_text(view, wording), max_bytes))
    title = _title(view, wording)
    text = _markdown(view, media_ids, wording, max_bytes)
    if not buttons:
        return _message("sampleMarkdown", title=title, text=text)
    labelled = [(markup.inline(button.label), markup.typed_link(button.typed)) for button in buttons]
    if len(labelled) == 1:
        label, url = labelled[0]
        return _message("sampleActionCard", title=title, text=text, singleTitle=label, singleURL=url)
    fields: dict[str, str] = {}
    for number, (label, url) in enumerate(labelled, 1):
        fields |= {f"actionTitle{number}": label, f"actionURL{number}": url}
    return _message(f"sampleActionCard{len(labelled)}", title=title, text=text, **fields)


def image_message(media_id: str) -> RobotMessage:
    """A picture message: unlike an inline picture it can be saved, forwarded and quoted."""
    return _message("sampleImageMsg", photoURL=media_id)


def file_message(media_id: str, name: str, kind: str) -> RobotMessage:
    """A file; `kind` is its `fileType`: pdf, zip ..."""
    return _message("sampleFile", mediaId=media_id, fileName=markup.plain(name), fileType=kind)


def text_message(text: str) -> RobotMessage:
    """A text message."""
    return _message("sampleText", content=markup.clipped(markup.plain(text), TEXT_BYTES[0]))


def webhook_message(view: PostView, media_ids: Sequence[str], wording: Wording) -> Json:
    """A view as the body of a sessionWebhook post. Only this API can mention a person."""
    buttons, links = _typed_buttons(view)
    mentioned = view.mention.reply_key if view.mention and wording.group else ""
    at: Json = {"at": {"atUserIds": [mentioned], "isAtAll": False}} if mentioned else {}
    if not (buttons or links or media_ids):
        words = markup.clipped(_plain_text(view, wording, mention=not mentioned), TEXT_BYTES[0])
        return {"msgtype": "text", "text": {"content": words}, **at}
    title = _title(view, wording)
    text = _markdown(view, media_ids, wording, TEXT_BYTES[0], f"@{mentioned}" if mentioned else None)
    if not buttons:
        return {"msgtype": "markdown", "markdown": {"title": title, "text": text}, **at}
    card_buttons = [
        {"title": markup.inline(button.label), "actionURL": markup.typed_link(button.typed)} for button in buttons
    ]
    card = {"title": title, "text": text, "btnOrientation": "0", "btns": card_buttons}
    return {"msgtype": "actionCard", "actionCard": card, **at}


def card_params(view: PostView, media_id: str) -> dict[str, str]:
    """A view as the variables of the operator's card template, all strings and never omitted: `title`; `text`
    (continued in `text2`, `text3`); `picture`; `state`; for each button its label `b1` and action `a1`, and so on.
    A first line that is too long for a title begins it, and stands in the text as a whole.
    """
    # A template may show a variable as text or as markdown: escaped as markdown.
    head, _, rest = _full_text(view).partition("\n")
    title = markup.inline(head)
    if len(title.encode()) > CARD_VALUE_MAX_BYTES:
        title, rest = markup.title_of(title, TITLE_MAX_CHARS), _full_text(view)
    rest = markup.escaped(rest)
    params = {
        "title": title,
        **dict.fromkeys(CARD_TEXTS, ""),
        **dict(zip(CARD_TEXTS, markup.split_bytes(rest, CARD_VALUE_MAX_BYTES, len(CARD_TEXTS)), strict=False)),
        "picture": media_id,
        "state": view.milestone,
    }
    buttons = [button for row in view.buttons for button in row if button.action][:CARD_BUTTONS]
    for number in range(1, CARD_BUTTONS + 1):
        button = buttons[number - 1] if number <= len(buttons) else None
        params[f"b{number}"] = markup.clipped(markup.inline(button.label), CARD_VALUE_MAX_BYTES) if button else ""
        params[f"a{number}"] = button.action if button else ""
    return params


def _message(msg_key: str, **param: str) -> RobotMessage:
    return RobotMessage(msg_key, json.dumps(param, ensure_ascii=False))


def _typed_buttons(view: PostView) -> tuple[list[Button], list[Button]]:
    """Buttons with a typed text: (shown as buttons, shown as links because there are too many)."""
    typed = [button for row in view.buttons for button in row if button.typed]
    if len(typed) > BUTTONS_AND_LINKS:
        return [], typed
    return typed[:BUTTONS], typed[BUTTONS:]


def _full_text(view: PostView) -> str:
    return f"{view.title}\n{view.text}" if view.title else view.text


def _title(view: PostView, wording: Wording) -> str:
    return markup.title_of(markup.inline(_full_text(view)), TITLE_MAX_CHARS) or wording.untitled


def _plain_text(view: PostView, wording: Wording, *, mention: bool = True) -> str:
    name = _mention_name(view, wording) if mention else ""
    return markup.plain(f"{name} {_full_text(view)}" if name else _full_text(view)) or wording.untitled


def _mention_name(view: PostView, wording: Wording) -> str:
    """In a group the addressee's name, even where it triggers no notification."""
    return f"@{view.mention.name}" if wording.group and view.mention and view.mention.name else ""


def _markdown(
    view: PostView, media_ids: Sequence[str], wording: Wording, max_bytes: int, mention: str | None = None
) -> str:
    """Pictures, then the text with a bold first line, then links, then the hint how to type the commands."""
    buttons, links = _typed_buttons(view)
    head, _, rest = markup.clipped(_full_text(view), max_bytes).partition("\n")
    mentioned = markup.inline(mention if mention is not None else _mention_name(view, wording))
    first = " ".join(filter(None, (mentioned, markup.bold(markup.inline(head)) if head else "")))
    parts = [*map(markup.picture, media_ids), first, markup.escaped(rest.strip("\n"))]
    parts.append(" · ".join(markup.link(button.label, markup.typed_link(button.typed)) for button in links))
    if wording.group and wording.hint and (buttons or links):
        commands = " · ".join(button.typed for button in (buttons or links)[:BUTTONS])
        parts.append(markup.escaped(wording.hint.replace("{commands}", commands)))
    return "\n\n".join(filter(None, parts))
