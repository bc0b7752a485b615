"""The picture of a call as the chat model takes it."""

from __future__ import annotations

import asyncio
import base64
from typing import Final

from bot.media import run_in_decode_queue
from bot.media.model_input import InputLimits, encode_for_model
from bot.media.storage.picture_store import PictureStore

LIMITS: Final = InputLimits(("jpeg",), alpha=False, max_bytes=2_000_000, min_side=11, max_side=1536)
"""A model looks at 2.6 million pixels at most, so that more would be sent for nothing."""


async def picture_for_chat(pictures: PictureStore, key: str) -> str:
    """A stored picture as a `data:` URI. Raises KeyError if it is gone, OSError if the store cannot be read, ImageProblem if it
    is no image."""
    image = await run_in_decode_queue(encode_for_model, await pictures.get(key), LIMITS)
    return await asyncio.to_thread(lambda: f"data:{image.mime};base64,{base64.b64encode(image.data).decode()}")
