"""Decode the reference image and prepare it for repainting."""

import io

import numpy as np
from PIL import Image, ImageOps

from studio.painter.brief import Brief
from studio.painter.canvas import Canvas, Look
from studio.painter.deterministic import U8, Rng, blend, blur, luma, resize, rng_for, saturate, to_u8
from studio.painter.lighting import Light, light_for
from studio.painter.paint_order import PaintError
from studio.painter.palette import take_colours
from studio.painter.scene import weather
from studio.painter.scene.compose import compose
from studio.painter.stage import Stage
from studio.painter.styles.effects import median, wobble

#: More pixels than any phone camera makes; larger files are refused before they are decompressed.
MAX_REFERENCE_PIXELS = 120_000_000
_PALETTE_SIDE_PX = 256


def read_reference(data: bytes) -> U8:
    """The image as RGB the right way up, transparent parts on white, no larger than a painter can use; PaintError if it
    is not an image."""
    try:
        with Image.open(io.BytesIO(data)) as image:
            if image.width * image.height > MAX_REFERENCE_PIXELS:
                raise PaintError("the reference has too many pixels")
            # JPEGs are decoded at a reduced size; other formats are reduced before any further copy.
            image.draft("RGB", (2048, 2048))
            image.load()
            reducing = max(1, min(image.width, image.height) // 1440)
            small = image.reduce(reducing) if reducing > 1 and image.mode in ("L", "RGB", "RGBA") else image
            upright = ImageOps.exif_transpose(small).convert("RGBA")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        # What Pillow raises for damaged files, by format: https://pillow.readthedocs.io/en/stable/reference/Image.html
        raise PaintError("the reference is not an image that can be read") from error
    white = Image.new("RGBA", upright.size, (255, 255, 255, 255))
    return np.array(Image.alpha_composite(white, upright).convert("RGB"))


def cover(rgb: U8, width: int, height: int) -> U8:
    """Scale and cut so that the middle of the image fills width x height."""
    rows, columns = len(rgb), len(rgb[0])
    if columns * height > rows * width:
        keep = max(1, rows * width // height)
        rgb = rgb[:, (columns - keep) // 2 : (columns - keep) // 2 + keep]
    else:
        keep = max(1, columns * height // width)
        rgb = rgb[(rows - keep) // 2 : (rows - keep) // 2 + keep]
    return resize(np.ascontiguousarray(rgb), width, height)


def repaint_canvas(photo: U8, brief: Brief, look: Look, seed: int, strength: float) -> Canvas:
    """A photo of the picture's size as a canvas. At strength 1 shapes are unchanged; towards 0 they are softened and
    displaced, and colours shift towards those that the words name."""
    height, width = len(photo), len(photo[0])
    loose = 1.0 - strength
    size = float(min(width, height))
    rng = rng_for("repaint", seed)
    rgb = wobble(photo, rng, size * (0.003 + 0.045 * loose * loose), size / 3) if loose > 0.02 else photo
    rgb = median(rgb, size / 70 * loose)
    rgb = blur(rgb, size / 160 * loose)
    imagined = compose(brief, look, _PALETTE_SIDE_PX, _PALETTE_SIDE_PX, seed)
    if names_something(brief):
        rgb = take_colours(rgb, imagined.rgb, 0.14 + 0.52 * loose)
    rgb = _coloured(rgb, brief, loose)
    rgb = _weathered(rgb, brief, imagined, look, rng)
    return photo_canvas(rgb, imagined.light)


def photo_canvas(rgb: U8, light: Light | None = None) -> Canvas:
    """A photo as a canvas, with its depth and shapes guessed."""
    height, width = rgb.shape[:2]
    near = np.repeat(np.linspace(40, 255, height).astype(np.uint8)[:, None], width, axis=1)
    shapes = np.asarray((luma(rgb) // 32) * 31, np.uint8)
    light = light or light_for(Brief(hour="day"), rng_for("photo"))
    return Canvas(rgb, near, shapes, light, photo=True)


def names_something(brief: Brief) -> bool:
    """Whether the prompt names anything visible; 'make it nicer' must not change the colours."""
    return bool(brief.hour or brief.season or brief.weather or brief.places or brief.flowers or brief.moods)


def _coloured(rgb: U8, brief: Brief, loose: float) -> U8:
    """Shift towards the colours that the words name."""
    for colour in (brief.colours or tuple(brief.painted.values()))[:1]:
        grey = luma(rgb).astype(np.float32)[..., None]
        level = np.float32(max(60.0, sum(colour) / 3))
        tinted = grey * (np.array(colour, np.float32) / level)
        rgb = to_u8(rgb + (tinted - rgb) * np.float32(0.22 + 0.34 * loose))
    if "vivid" in brief.moods:
        rgb = saturate(rgb, 1.3)
    if "pale" in brief.moods:
        rgb = saturate(rgb, 0.65)
    return rgb


def _weathered(rgb: U8, brief: Brief, imagined: Canvas, look: Look, rng: Rng) -> U8:
    """Rain, snow or fog over the photo, and night as darkness."""
    height, width = len(rgb), len(rgb[0])
    stage = Stage(width, height, imagined.light, look, rng)
    stage.rgb = rgb.copy()
    stage.near[:] = 120
    if brief.hour == "night":
        stage.rgb = to_u8(stage.rgb.astype(np.float32) * np.array((0.52, 0.58, 0.74), np.float32))
    if "fog" in brief.weather:
        weather.fog(stage, 0.8)
    if "white" in brief.weather:
        # Snow on surfaces that face up: where brightness decreases downwards.
        soft = blur(luma(stage.rgb), min(width, height) / 200).astype(np.int16)
        facing = np.zeros_like(soft)
        facing[2:-2] = soft[:-4] - soft[4:]
        white = np.full_like(stage.rgb, 246)
        stage.rgb = blend(stage.rgb, white, to_u8(np.clip(facing.astype(np.float32) * 3 + 36, 0, 190)))
    if "snow" in brief.weather:
        weather.snowfall(stage)
    if brief.weather & {"rain", "storm"}:
        weather.rain(stage, heavy="storm" in brief.weather)
    return stage.rgb
