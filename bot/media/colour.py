"""Colours as the screen shows them: eight bits, sRGB, on a ground on which the image can be seen."""

from __future__ import annotations

import io
from typing import cast

from PIL import Image, ImageChops, ImageCms, ImageStat

_SRGB = ImageCms.createProfile("sRGB")
_GROUNDS = ((255, 255, 255), (34, 34, 34), (128, 128, 128))
"""White first: on it a drawing looks as it does in most chats."""
_LIKE_GROUND = 48
"""Levels of the channel that differs most, up to which a colour is hard to tell from the ground."""
_MAY_VANISH = 0.2
"""The share of the visible pixels that may look like white before another ground is tried."""
_LOOKED_AT_SIDE = 256
_SPACES = {"RGB ": "RGB", "GRAY": "L", "CMYK": "CMYK"}
_DEEP = ("I", "F")


def is_deep(mode: str) -> bool:
    """Whether pixels have more than eight bits a channel."""
    return mode in _DEEP or mode.startswith("I;16")


def plain(image: Image.Image) -> Image.Image:
    """The image in a mode whose pixels can be averaged: L, RGB, RGBA, CMYK, LAB, or F for deep greys."""
    if is_deep(image.mode):
        return image.convert("I").convert("F") if image.mode.startswith("I;16") else image.convert("F")
    if image.mode in ("RGB", "RGBA", "L", "CMYK", "LAB") and "transparency" not in image.info:
        return image
    if "transparency" in image.info or image.mode in ("LA", "La", "PA", "RGBa"):
        return image.convert("RGBA")
    return image.convert("L" if image.mode == "1" else "RGB")


def eight_bits(grey: Image.Image, mode: str) -> Image.Image:
    """A grey image in F, brought to 0..255. `mode` is what it was stored as; Pillow alone makes all above 255 white."""
    highest = cast("float", grey.getextrema()[1])
    if mode.startswith("I;16"):
        top = 65535.0
    elif mode == "F" and highest <= 1.0:
        top = 1.0
    else:
        top = max(255.0, highest)
    return grey.point(lambda value: value * (255.0 / top)).convert("L")


def to_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    """RGB or RGBA in sRGB. A profile that is damaged, or is for another kind of colours, is passed over."""
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
    assert done is not None, "only a conversion in place gives nothing"
    done.info.pop("icc_profile", None)
    return done


def is_empty(image: Image.Image) -> bool:
    """Whether nothing can be seen: all transparent, or one colour all over."""
    if image.mode == "RGBA":
        low, high = cast("tuple[int, int]", image.getchannel("A").getextrema())
        if high == 0:
            return True
        if high - low > 8:
            return False
    bands = cast("tuple[tuple[int, int], ...]", image.convert("RGB").getextrema())
    return all(high - low <= 8 for low, high in bands)


def is_invisible(image: Image.Image) -> bool:
    """Whether every pixel is wholly transparent."""
    return image.mode == "RGBA" and cast("tuple[int, int]", image.getchannel("A").getextrema())[1] == 0


def on_ground(image: Image.Image) -> Image.Image:
    """RGB. What is transparent is filled with white, or with dark or grey if on white much of the image would vanish."""
    if image.mode != "RGBA":
        return image
    alpha = image.getchannel("A")
    low, _ = cast("tuple[int, int]", alpha.getextrema())
    ground = _GROUNDS[0] if low == 255 else _ground_for(image)
    flat = Image.new("RGB", image.size, ground)
    flat.paste(image, mask=alpha)
    return flat


def _ground_for(image: Image.Image) -> tuple[int, int, int]:
    small = image.copy()
    small.thumbnail((_LOOKED_AT_SIDE, _LOOKED_AT_SIDE), Image.Resampling.BOX)
    visible = small.getchannel("A")
    weight = ImageStat.Stat(visible).sum[0]
    if not weight:
        return _GROUNDS[0]
    colours = small.convert("RGB")

    def vanishing(ground: tuple[int, int, int]) -> float:
        red, green, blue = ImageChops.difference(colours, Image.new("RGB", small.size, ground)).split()
        most = ImageChops.lighter(ImageChops.lighter(red, green), blue)
        alike = most.point(lambda value: 255 if value <= _LIKE_GROUND else 0)
        return float(ImageStat.Stat(ImageChops.multiply(alike, visible)).sum[0] / weight)

    shares = {ground: vanishing(ground) for ground in _GROUNDS}
    return _GROUNDS[0] if shares[_GROUNDS[0]] <= _MAY_VANISH else min(_GROUNDS, key=shares.__getitem__)
