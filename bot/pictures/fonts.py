"""A font of this machine that has Chinese characters, if there is one. We ship none: they weigh more than all of Shenbi."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PIL import ImageFont

FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "~/.fonts",
    "/System/Library/Fonts",
    "/Library/Fonts",
    "C:/Windows/Fonts",
)
# In the order in which they are preferred, with the face to take from a collection ("" is the first).
FACES = (
    ("NotoSansCJK-Regular.ttc", "CJK SC"),
    ("NotoSansSC-Regular.otf", ""),
    ("SourceHanSansSC-Regular.otf", ""),
    ("SourceHanSansCN-Regular.otf", ""),
    ("NotoSansCJKsc-Regular.otf", ""),
    ("PingFang.ttc", "SC"),
    ("Hiragino Sans GB.ttc", ""),
    ("STHeiti Light.ttc", ""),
    ("msyh.ttc", ""),
    ("simhei.ttf", ""),
    ("wqy-microhei.ttc", ""),
    ("wqy-zenhei.ttc", ""),
    ("DroidSansFallbackFull.ttf", ""),
    ("NotoSerifCJK-Regular.ttc", "CJK SC"),
)
MOST_FACES_OF_A_FILE = 16

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


@cache
def chinese_face() -> tuple[str, int] | None:
    """The file and the number of the face to use, or None. Looks through the font folders once; call it in a thread."""
    found: dict[str, Path] = {}
    for folder in FOLDERS:
        for path in Path(folder).expanduser().rglob("*.*"):
            found.setdefault(path.name, path)
    for name, face in FACES:
        if name in found and (number := _number_of(found[name], face)) is not None:
            return str(found[name]), number
    return None


def _number_of(path: Path, face: str) -> int | None:
    """Which face of a file is called so; None if it cannot be used."""
    for number in range(MOST_FACES_OF_A_FILE):
        try:
            family = ImageFont.truetype(str(path), 16, index=number).getname()[0] or ""
        except OSError:
            return None
        if not face or family.endswith(face):
            return number
    return None


def font(size_px: int) -> tuple[Font, bool]:
    """A font of a size, and whether it has Chinese characters."""
    face = chinese_face()
    if face is None:
        return ImageFont.load_default(size=size_px), False
    return ImageFont.truetype(face[0], size_px, index=face[1]), True
