"""Files and buttons of messages."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

from PIL import Image, UnidentifiedImageError

Json = dict[str, Any]


@dataclass(slots=True, eq=False)
class Attachment:
    """A file of a message. `hidden`: an embed or a component shows it, so it is not among the message's attachments."""

    id: str
    filename: str
    data: bytes
    content_type: str | None
    description: str | None = None
    is_spoiler: bool = False
    hidden: bool = False
    size: tuple[int, int] | None = None
    url_path: str = ""

    def __post_init__(self) -> None:
        try:
            with Image.open(io.BytesIO(self.data)) as image:
                self.size = image.size
        except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
            self.size = None

    @property
    def is_picture(self) -> bool:
        return self.size is not None


@dataclass(frozen=True, slots=True)
class Button:
    """A button or a select, as it can be seen under a message."""

    label: str
    custom_id: str
    disabled: bool
    style: int
    options: tuple[tuple[str, str], ...] = ()
    """(label, value) of a select's options."""


def buttons_in(component: Json) -> list[Button]:
    """The buttons and selects in a component, in the order in which they are seen."""
    kind = component.get("type")
    if kind == 2:
        emoji = (component.get("emoji") or {}).get("name") or ""
        label = component.get("label") or emoji
        return [
            Button(label, component.get("custom_id", ""), bool(component.get("disabled")), component.get("style", 0))
        ]
    if kind == 3:
        options = tuple((option["label"], option["value"]) for option in component["options"])
        label = component.get("placeholder") or component["custom_id"]
        return [Button(label, component["custom_id"], bool(component.get("disabled")), 0, options)]
    inner = [*component.get("components", ()), *([component["accessory"]] if "accessory" in component else ())]
    return [button for one in inner for button in buttons_in(one)]
