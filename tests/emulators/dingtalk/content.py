"""What a person sees of a message."""

import re
import urllib.parse
from collections.abc import Mapping
from dataclasses import dataclass, field

_IMAGE = re.compile(r"!\[[^\]]*\]\(([^)\s]*)\)")
_LINK = re.compile(r"(?<!!)\[([^\]]+)\]\(([^)\s]*)\)")
_DTMD = "dtmd://"
_SEND_MESSAGE = "dtmd://dingtalkclient/sendMessage?"


@dataclass(frozen=True, slots=True)
class Button:
    """Something to press: a link (`url`), or an action of a card (`action_id`, with the card's `params`)."""

    label: str
    url: str = ""
    action_id: str = ""
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Content:
    """The content of one message. `text` is without the pictures' markup; `pictures` are the images' bytes."""

    kind: str
    text: str = ""
    title: str = ""
    pictures: tuple[bytes, ...] = ()
    buttons: tuple[Button, ...] = ()
    at: tuple[str, ...] = ()
    file_name: str = ""
    file_data: bytes = b""


def image_references(markdown: str) -> list[str]:
    """What the images of a markdown text point at: media ids or URLs."""
    return _IMAGE.findall(markdown)


def without_images(markdown: str) -> str:
    """The text without the images."""
    return _IMAGE.sub("", markdown).strip()


def links(markdown: str) -> tuple[Button, ...]:
    """The links of a markdown text, as buttons."""
    return tuple(Button(label, url) for label, url in _LINK.findall(markdown))


def is_client_link(url: str) -> bool:
    """Whether the URL addresses the DingTalk client itself, in any spelling."""
    return url.lower().startswith(_DTMD)


def text_sent_by(url: str) -> str | None:
    """The text that a press on a `dtmd://dingtalkclient/sendMessage?content=...` link sends.

    None when the client would do nothing: another host or spelling, or nothing to send.
    """
    if not url.startswith(_SEND_MESSAGE):
        return None
    fields = urllib.parse.parse_qs(url.removeprefix(_SEND_MESSAGE))
    return fields["content"][0] if fields.get("content") else None


def wrong_button(button: Button) -> str:
    """Why a person could not use this button; empty when they can."""
    if not button.label.strip():
        return "a button without a label"
    if not is_client_link(button.url):
        return "" if button.url.startswith(("http://", "https://")) else f"button {button.label!r} leads nowhere"
    if text_sent_by(button.url) is None:
        return f"button {button.label!r} is a client link that does nothing: {button.url}"
    raw = button.url.split("content=", 1)[1]
    if not raw.isascii() or " " in raw:
        return f"button {button.label!r}: its content is not url-encoded"
    return ""
