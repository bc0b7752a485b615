"""The images of a request as data URIs, within the limits of its model and of a request."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Sequence
from typing import Final

from bot.adapter_api import Reference
from bot.media import run_in_decode_queue
from bot.media.model_input import InputLimits, ModelInput, encode_for_model, shrink_jpeg
from bot.media.storage.picture_store import PictureStore
from bot.upstream import ReferenceRules
from bot.upstream.port import IMAGES_LIMIT_BYTES

SMALLER_SIDES_PX: Final = (2048, 1600, 1280, 1024)
"""The longer sides that images are reduced to, one after another, until a request fits."""


async def data_uris(pictures: PictureStore, rules: ReferenceRules, reference: Reference) -> list[str]:
    """The images of `reference`, in its order. Raises KeyError if one is gone, OSError if the store cannot be read,
    ImageProblem if one is no image."""
    limits = InputLimits(rules.formats, rules.alpha, rules.max_bytes, rules.min_side, rules.max_side)
    encoded = [await run_in_decode_queue(encode_for_model, await pictures.get(key), limits) for key in reference.images]
    for side in SMALLER_SIDES_PX:
        if _total(encoded) <= IMAGES_LIMIT_BYTES:
            break
        encoded = [await run_in_decode_queue(shrink_jpeg, image.data, side) for image in encoded]
    return [await asyncio.to_thread(_as_uri, image) for image in encoded]


def _as_uri(image: ModelInput) -> str:
    return f"data:{image.mime};base64,{base64.b64encode(image.data).decode()}"


def _total(images: Sequence[ModelInput]) -> int:
    return sum(4 * len(image.data) // 3 for image in images)
