"""The reference: reading it, making it a canvas to repaint, taking its colours for a new scene."""

import io

import cv2
import numpy as np
from PIL import Image, ImageOps

from .exact import U8, luma, resize
from .light import Light
from .order import PaintError
from .stage import Canvas

#: More pixels than any camera phone makes; larger files are refused before they are unpacked.
MAX_REFERENCE_PIXELS = 120_000_000


def read_reference(data: bytes) -> U8:
    """The image as RGB the right way up, transparent parts on white; PaintError if it is not one."""
    try:
        with Image.open(io.BytesIO(data)) as image:
            if image.width * image.height > MAX_REFERENCE_PIXELS:
                raise PaintError("the reference has too many pixels")
            image.draft("RGB", (2 * 1440, 2 * 1440))
            upright = ImageOps.exif_transpose(image).convert("RGBA")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        # What Pillow raises for damaged files, by format: https://pillow.readthedocs.io/en/stable/reference/Image.html
        raise PaintError("the reference is not an image that can be read") from error
    white = Image.new("RGBA", upright.size, (255, 255, 255, 255))
    return np.array(Image.alpha_composite(white, upright).convert("RGB"))


def cover(rgb: U8, width: int, height: int) -> U8:
    """Scale and cut so that the middle of the image fills width x height."""
    rows, columns = rgb.shape[:2]
    if columns * height > rows * width:
        keep = max(1, rows * width // height)
        rgb = rgb[:, (columns - keep) // 2 : (columns - keep) // 2 + keep]
    else:
        keep = max(1, columns * height // width)
        rgb = rgb[(rows - keep) // 2 : (rows - keep) // 2 + keep]
    return resize(np.ascontiguousarray(rgb), width, height)


def repaint_canvas(rgb: U8, light: Light, strength: float) -> Canvas:
    """A photo as a canvas: nearness is guessed from height, shapes from tones."""
    height, width = rgb.shape[:2]
    near = np.repeat(np.linspace(40, 255, height).astype(np.uint8)[:, None], width, axis=1)
    calm = cv2.medianBlur(rgb, 5)
    shapes = np.asarray((luma(np.asarray(calm, np.uint8)) // 32) * 31, np.uint8)
    return Canvas(rgb, near, shapes, light, photo=True)


def take_colours(rgb: U8, reference: U8, strength: float) -> U8:
    """The picture in the reference's colours: tones by rank, and the mean colour of every tone."""
    small = resize(reference, 128, 128).reshape(-1, 3)
    order = np.argsort(luma(small[None])[0], kind="stable")
    ramp = small[order].reshape(256, 64, 3).astype(np.uint32)
    colours = ((ramp.sum(axis=1) + 32) // 64).astype(np.float32)
    tones = luma(rgb)
    counts = np.cumsum(np.bincount(tones.ravel(), minlength=256))
    rank = (counts * 255 // counts[-1]).astype(np.int64)
    painted = colours[rank[tones]]
    share = np.float32(0.55 + 0.4 * strength)
    return np.asarray(np.rint(rgb + (painted - rgb) * share), np.uint8)
