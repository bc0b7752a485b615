"""The newest images of a conversation, which a command means that neither brings one nor replies to one.

Several images are newest together: those of one message, or of an album. The album stays recorded while other images are newer,
so that a reply to one of its messages can mean all of it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

SOURCE = "source:"
"""The prefix of an image that has not been fetched; otherwise it is a key of the picture store."""


@dataclass(frozen=True, slots=True)
class LastImages:
    """The newest images, and those of the newest `album` (its id), in order. `alone`: see `ImageResult`."""

    images: tuple[str, ...] = ()
    album: str = ""
    of_album: tuple[str, ...] = ()
    alone: bool = False

    @classmethod
    def parse(cls, stored: str) -> LastImages:
        """From `conversation.last_image`: JSON, or the one image alone."""
        if not stored.startswith("{"):
            return cls((stored,)) if stored else cls()
        data = json.loads(stored)
        return cls(tuple(data["images"]), data["album"], tuple(data["of_album"]), data.get("alone", False))

    def stored(self) -> str:
        """The inverse of `parse`; the one image alone if there is nothing else to store."""
        if len(self.images) <= 1 and not self.album and not self.alone:
            return self.images[0] if self.images else ""
        kept = {"images": self.images, "album": self.album, "of_album": self.of_album}
        return json.dumps(kept | {"alone": True} if self.alone else kept)

    def then(self, images: tuple[str, ...], album: str = "", *, alone: bool = False) -> LastImages:
        """The state after `images` were seen. Images of an album are added to those of it that were seen before."""
        if not album:
            return replace(self, images=images, alone=alone)
        before = self.of_album if album == self.album else ()
        whole = (*before, *(image for image in images if image not in before))
        return LastImages(whole, album, whole)
