"""The images of a chat: resolve their URLs, and recognise the studio's own pictures."""

from __future__ import annotations

import asyncio
import io
from dataclasses import dataclass, replace

from studio.look import look_of
from studio.server.chat_writing import ShownImage, colours_of
from studio.server.errors import ApiError, ApiRefusal
from studio.server.own_pictures import find_own
from studio.server.references import ReferenceResolver
from studio.server.tasks import TaskRegistry

_SIDE_MIN_PX, _RATIO_MAX = 11, 200
_MAX_BYTES = 20_000_000
_TOKEN_AREA = 32 * 32
_TOKENS_AROUND = 2
_MAX_AREA = 2_621_440
"""An image of more pixels is made smaller before it is looked at."""
_UNREADABLE = ApiError(400, "InvalidParameter", "The image format is illegal and cannot be opened")
_NOT_FETCHED = ApiError(400, "InvalidParameter", "Failed to download multimodal content")
_SHAPE = ApiError(
    400, "InvalidParameter", "The image length and width do not meet the model restrictions. [height:{}, width:{}]"
)


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sent a chat, for which model, at which Host; `oss`: with the header with which `oss://` addresses are taken."""

    account: str
    model: str
    host: str
    oss: bool
    now: float


class ChatImages:
    """Looks at images, of which only the studio's own pictures can be described."""

    def __init__(self, tasks: TaskRegistry, references: ReferenceResolver) -> None:
        self._tasks, self._references = tasks, references

    async def look_at(self, url: str, sender: Sender) -> ShownImage:
        """What is known of an image. Raises ApiRefusal."""
        try:
            data = await self._references.fetch(
                url, sender.model, sender.account, data_uri=True, oss=sender.oss, host=sender.host, now=sender.now
            )
        except ApiRefusal as error:
            raise ApiRefusal(error.refusal if url.startswith("oss://") else _NOT_FETCHED) from None
        image, look = await asyncio.to_thread(_inspect, data)
        own = await find_own(self._tasks, data, lambda: look)
        return replace(image, scene=own.scene) if own else image


def image_tokens(image: ShownImage) -> int:
    """The tokens that an image counts for."""
    return min(image.width * image.height, _MAX_AREA) // _TOKEN_AREA + _TOKENS_AROUND


def _inspect(data: bytes) -> tuple[ShownImage, str]:
    """An image's size and colours, and its fingerprint. Blocks. Raises ApiRefusal."""
    from PIL import Image

    if len(data) > _MAX_BYTES:
        raise ApiRefusal(_UNREADABLE)
    try:
        with Image.open(io.BytesIO(data)) as image:
            width, height = image.size
            if min(width, height) < _SIDE_MIN_PX or max(width, height) > _RATIO_MAX * min(width, height):
                raise ApiRefusal(ApiError(_SHAPE.status, _SHAPE.code, _SHAPE.message.format(height, width)))
            look = look_of(image)
        return ShownImage(width, height, colours_of(data)), look
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise ApiRefusal(_UNREADABLE) from None
