"""Functions whose module is imported when they are first called, in the thread that calls them.

For what takes memory or time to import and is not needed by every process: Pillow, fonts, albums. A checker of types sees the
function itself:

    if TYPE_CHECKING:
        from bot.media.copies import jpeg_copy
    else:
        jpeg_copy = deferred("bot.media.copies", "jpeg_copy")
"""

from __future__ import annotations

from importlib import import_module
from typing import Any


class Deferred:
    """A function by its module and name. Pickled as these, so that another process imports it at its first call too."""

    __slots__ = ("module", "name")

    def __init__(self, module: str, name: str) -> None:
        self.module = module
        self.name = name

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return getattr(import_module(self.module), self.name)(*args, **kwargs)

    def __reduce__(self) -> tuple[Any, ...]:
        return Deferred, (self.module, self.name)


def deferred(module: str, name: str) -> Any:
    """The function `name` of `module`, which is not imported yet."""
    return Deferred(module, name)
