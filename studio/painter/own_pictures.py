"""Recognise a picture of the painter's own: by the scene in its file, or by what the caller remembers of it."""

import io

from PIL import Image

from studio.look import is_alike, look_of
from studio.painter.painted_scene import MAX_TEXT_CHARACTERS, PaintedScene, read_carried
from studio.painter.watermark import LOOK_FIELD, SCENE_FIELD


def own_scene(data: bytes, remembered: str = "") -> PaintedScene | None:
    """The scene of a picture; `remembered` is the text that the caller has of it, empty if it does not know the picture. The
    text in the file counts only if the picture still looks as it did: another program may have painted over it and kept it."""
    try:
        with Image.open(io.BytesIO(data)) as image:
            text, look = (str(image.info.get(name, "")) for name in (SCENE_FIELD, LOOK_FIELD))
            if text and len(text) <= MAX_TEXT_CHARACTERS and is_alike(look, look_of(image)):
                return read_carried(text) or read_carried(remembered)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return None  # Whoever opens it next says why.
    return read_carried(remembered)
