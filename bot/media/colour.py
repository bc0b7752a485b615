"""Conversion to what screens show: eight bits, sRGB, transparency on a background that contrasts."""

from __future__ import annotations

import io
from typing import cast

from PIL import Image, ImageChops, ImageCms, ImageStat

_SRGB = ImageCms.createProfile("sRGB")
_BACKGROUNDS = ((255, 255, 255), (34, 34, 34), (128, 128, 128))
"""White first: most chats show drawings on it."""
_SIMILAR_LEVELS = 48
"""Up to this difference, in the channel that differs most, a colour is hard to tell from the background."""
_MAX_SIMILAR_SHARE = 0.2
"""The share of visible pixels that may be close to white before another background is tried."""
_SAMPLE_SIDE = 256
_SPACES = {"RGB ": "RGB", "GRAY": "L", "CMYK": "CMYK"}
_DEEP = ("I", "F")


def is_deep(mode: str) -> bool:
    """Whether pixels have more than eight bits a channel."""
    return mode in _DEEP or mode.startswith("I;16")


def averageable(image: Image.Image) -> Image.Image:
    """The image in a mode whose pixels can be averaged: L, RGB, RGBA, CMYK, LAB, or F for deep greyscale."""
    if is_deep(image.mode):
        return image.convert("I").convert("F") if image.mode.startswith("I;16") else image.convert("F")
    if image.mode in ("RGB", "RGBA", "L", "CMYK", "LAB") and "transparency" not in image.info:
        return image
    if "transparency" in image.info or image.mode in ("LA", "La", "PA", "RGBa"):
        return image.convert("RGBA")
    return image.convert("L" if image.mode == "1" else "RGB")


def eight_bits(grey: Image.Image, mode: str) -> Image.Image:
    """A greyscale image in F, scaled to 0..255. `mode` is the stored one. Pillow would clip everything above 255 to white."""
    highest = cast("float", grey.getextrema()[1])
    if mode.startswith("I;16"):
        top = 65535.0
    elif mode == "F" and highest <= 1.0:
        top = 1.0
    else:
        top = max(255.0, highest)
    return grey.point(lambda value: value * (255.0 / top)).convert("L")


def to_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    """RGB or RGBA in sRGB. A damaged profile, or one for another colour space, is ignored."""
    alpha = image.getchannel("A") if image.mode == "RGBA" else None
    colours = _converted(image.convert("RGB") if alpha else image, profile)
    if alpha:
        colours.putalpha(alpha)
    return colours


def _converted(image: Image.Image, profile: bytes) -> Image.Image:
    try:
        if image.mode == "LAB":
            return _through(image, ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")))
        if profile:
            own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            space = _SPACES.get(own.profile.xcolor_space)
            if space == image.mode or (space == "RGB" and image.mode == "L"):
                return _through(image.convert(space), own)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        pass
    return image.convert("RGB")


def _through(image: Image.Image, profile: ImageCms.ImageCmsProfile) -> Image.Image:
    intent = ImageCms.Intent.RELATIVE_COLORIMETRIC
    flags = ImageCms.Flags.BLACKPOINTCOMPENSATION
    done = ImageCms.profileToProfile(image, profile, _SRGB, intent, "RGB", flags=flags)
    assert done is not None, "only a conversion in place returns None"
    done.info.pop("icc_profile", None)
    return done


def is_empty(image: Image.Image) -> bool:
    """Whether nothing can be seen: fully transparent, or one colour."""
    if image.mode == "RGBA":
        low, high = cast("tuple[int, int]", image.getchannel("A").getextrema())
        if high == 0:
            return True
        if high - low > 8:
            return False
    bands = cast("tuple[tuple[int, int], ...]", image.convert("RGB").getextrema())
    return all(high - low <= 8 for low, high in bands)


def is_invisible(image: Image.Image) -> bool:
    """Whether every pixel is fully transparent."""
    return image.mode == "RGBA" and cast("tuple[int, int]", image.getchannel("A").getextrema())[1] == 0


def on_background(image: Image.Image) -> Image.Image:
    """RGB. Transparency is filled with white, or with dark or grey if much of the image would be invisible on white."""
    if image.mode != "RGBA":
        return image
    alpha = image.getchannel("A")
    low, _ = cast("tuple[int, int]", alpha.getextrema())
    background = _BACKGROUNDS[0] if low == 255 else _choose_background(image)
    flat = Image.new("RGB", image.size, background)
    flat.paste(image, mask=alpha)
    return flat


def _choose_background(image: Image.Image) -> tuple[int, int, int]:
    small = image.copy()
    small.thumbnail((_SAMPLE_SIDE, _SAMPLE_SIDE), Image.Resampling.BOX)
    visible = small.getchannel("A")
    weight = ImageStat.Stat(visible).sum[0]
    if not weight:
        return _BACKGROUNDS[0]
    colours = small.convert("RGB")

    def similar_share(background: tuple[int, int, int]) -> float:
        red, green, blue = ImageChops.difference(colours, Image.new("RGB", small.size, background)).split()
        most = ImageChops.lighter(ImageChops.lighter(red, green), blue)
        alike = most.point(lambda value: 255 if value <= _SIMILAR_LEVELS else 0)
        return float(ImageStat.Stat(ImageChops.multiply(alike, visible)).sum[0] / weight)

    shares = {background: similar_share(background) for background in _BACKGROUNDS}
    return (
        _BACKGROUNDS[0] if shares[_BACKGROUNDS[0]] <= _MAX_SIMILAR_SHARE else min(_BACKGROUNDS, key=shares.__getitem__)
    )
