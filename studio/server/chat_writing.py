"""What the studio answers in a chat, by rules: descriptions of pictures, and prompts with more detail."""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections import Counter
from dataclasses import dataclass

_HAN = re.compile(r"[\u3400-\u9fff]")
_TOKEN = re.compile(r"\s*(?:[\u3400-\u9fff]|[^\W\u3400-\u9fff]{1,4}|[^\w\s])|\s+")
_COLOUR_SIDE_PX = 48
_COLOURS_MAX = 3
_COLOUR_LEAST_SHARE = 0.08
_GREY_SATURATION = 40
_DARK, _LIGHT = 70, 200

# Hue (of 256) up to which a colour has this name, in English and in Chinese.
_HUES = (
    (10, "red", "红"),
    (28, "orange", "橙"),
    (45, "yellow", "黄"),
    (110, "green", "绿"),
    (135, "cyan", "青"),
    (180, "blue", "蓝"),
    (205, "violet", "紫"),
    (240, "pink", "粉红"),
    (256, "red", "红"),
)
_GREYS = ((_DARK, "black", "黑"), (_LIGHT, "grey", "灰"), (256, "white", "白"))

# Each: the words that say it already, and what is added otherwise.
_DETAILS_EN = (
    (("light", "sun", "lamp", "glow", "shadow"), ("soft morning light", "warm evening light", "light from the side")),
    (
        ("view", "close", "wide", "composition", "centre", "center", "middle"),
        ("the subject in the middle", "a wide view with a low horizon", "a close view with a calm background"),
    ),
    (("detail", "texture", "sharp"), ("fine detail", "rich textures", "many small details")),
)
_DETAILS_ZH = (
    (("光", "阳", "照", "灯", "影"), ("柔和的晨光", "温暖的夕照", "侧面的光线")),
    (("视角", "视野", "构图", "特写", "近景", "全景", "居中"), ("主体居中", "低地平线的宽广视野", "近景，背景安静")),
    (("细节", "质感", "层次", "清晰"), ("细节丰富", "质感细腻", "层次分明")),
)


@dataclass(frozen=True, slots=True)
class ShownImage:
    """An image of a chat: its size, its main colours, and what a picture of the studio's own shows, empty for any other; both in
    English and Chinese."""

    width: int
    height: int
    colours: tuple[tuple[str, str], ...] = ()
    scene: tuple[tuple[str, str], ...] = ()


def is_chinese(text: str) -> bool:
    """Whether a text has Chinese characters: the answer to it has, too."""
    return _HAN.search(text) is not None


def tokens(text: str) -> list[str]:
    """A text in pieces that count as one token each: a Chinese character, or up to four letters, with the space before."""
    return _TOKEN.findall(text)


def describe(images: tuple[ShownImage, ...], *, chinese: bool, as_json: bool) -> str:
    """A description of each image."""
    descriptions = [_describe_zh(image) if chinese else _describe_en(image) for image in images]
    if len(descriptions) > 1:
        name = "图" if chinese else "Image "
        descriptions = [
            f"{name}{number}{'：' if chinese else ': '}{text}" for number, text in enumerate(descriptions, 1)
        ]
    return _as_json("description", "\n".join(descriptions)) if as_json else "\n".join(descriptions)


def _describe_en(image: ShownImage) -> str:
    shape = _shape(image, "square", "landscape", "portrait")
    if image.scene:
        return ", ".join([*(english for english, _ in image.scene), f"{shape} format"])
    names = [name for name, _ in image.colours]
    named = " and ".join(filter(None, (", ".join(names[:-1]), names[-1] if names else "")))
    return (
        f"A picture of {image.width} by {image.height} pixels in {shape} format, mainly {named}. "
        "The studio cannot tell what it shows."
    )


def _describe_zh(image: ShownImage) -> str:
    shape = _shape(image, "方形", "横幅", "竖幅")
    if image.scene:
        return "，".join([*(chinese for _, chinese in image.scene), f"{shape}画面"])
    named = "、".join(name for _, name in image.colours)
    return f"一张 {image.width}×{image.height} 像素的{shape}图片，主要颜色是{named}。画室看不出画的是什么。"


def _shape(image: ShownImage, square: str, wide: str, tall: str) -> str:
    if image.width == image.height:
        return square
    return wide if image.width > image.height else tall


def rewrite(text: str, *, has_system: bool, as_json: bool) -> str:
    """The prompt in a text, with detail that it lacks. Without a system message the prompt is the last paragraph, after the
    instructions. The same prompt always gets the same detail."""
    paragraphs = [part.strip() for part in text.split("\n") if part.strip()]
    prompt = (text.strip() if has_system else paragraphs[-1] if paragraphs else "").rstrip(".。,，")
    chinese = is_chinese(prompt)
    number = int.from_bytes(hashlib.sha256(prompt.encode()).digest()[:4])
    added = []
    for said, choices in _DETAILS_ZH if chinese else _DETAILS_EN:
        if not any(word in prompt.lower() for word in said):
            added.append(choices[number % len(choices)])
        number //= len(choices)
    longer = ("，" if chinese else ", ").join([prompt, *added])
    return _as_json("prompt", longer) if as_json else longer


def _as_json(key: str, text: str) -> str:
    return json.dumps({key: text}, ensure_ascii=False)


def colours_of(data: bytes) -> tuple[tuple[str, str], ...]:
    """The names of an image's main colours, the most frequent first. Blocks: call it in a thread. Raises OSError, ValueError."""
    from PIL import Image

    with Image.open(io.BytesIO(data)) as image:
        image.draft("RGB", (256, 256))
        small = image.convert("RGB").resize((_COLOUR_SIDE_PX, _COLOUR_SIDE_PX), Image.Resampling.BOX)
    hsv = small.convert("HSV").tobytes()
    counts = Counter(_colour(*hsv[i : i + 3]) for i in range(0, len(hsv), 3))
    least = _COLOUR_LEAST_SHARE * _COLOUR_SIDE_PX**2
    common = counts.most_common(_COLOURS_MAX)
    return tuple(name for rank, (name, count) in enumerate(common) if rank == 0 or count >= least)


def _colour(hue: int, saturation: int, value: int) -> tuple[str, str]:
    if saturation < _GREY_SATURATION or value < _DARK // 2:
        return next((english, chinese) for limit, english, chinese in _GREYS if value < limit)
    return next((english, chinese) for limit, english, chinese in _HUES if hue < limit)
