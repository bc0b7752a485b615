"""Blurred previews of pictures, embedded in their entries: shown until the picture is loaded."""

from __future__ import annotations

from collections import OrderedDict

from adapters.web import imaging
from adapters.web.limits import PLACEHOLDERS_CACHED
from bot.adapter_api import Host
from bot.media import ImageProblem, run_in_decode_queue


class Placeholders:
    """Cached per picture, because a post is rewritten many times with the same one."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._cache: OrderedDict[str, str] = OrderedDict()

    async def get(self, key: str) -> str:
        """The placeholder of a stored picture; empty if it cannot be read."""
        if key in self._cache:
            self._cache.move_to_end(key)
            return self._cache[key]
        try:
            colours = await run_in_decode_queue(imaging.placeholder, await self._host.load_picture(key))
        except (KeyError, ImageProblem, OSError):
            return ""
        self._cache[key] = colours
        while len(self._cache) > PLACEHOLDERS_CACHED:
            self._cache.popitem(last=False)
        return colours
