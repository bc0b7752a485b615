"""Which fonts this machine has, and which of them has a letter.

A stack of faces is asked in order; a letter that none has is never drawn as an empty box: an emoji becomes its name, any
other letter a dot, and the caller is told, so that the album can say so. docs/sessions.md says what to install.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont, features

FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "~/.fonts",
    "/System/Library/Fonts",
    "/Library/Fonts",
    "C:/Windows/Fonts",
)
# File names, the most welcome first. (Noto and Source Han have all of Chinese; what comes with a system is better than nothing.)
SANS_CJK = (
    "NotoSansCJK-Regular.ttc", "NotoSansCJKsc-Regular.otf", "NotoSansSC-Regular.otf", "NotoSansSC-Regular.ttf",
    "NotoSansSC[wght].ttf", "SourceHanSansSC-Regular.otf", "SourceHanSansCN-Regular.otf", "PingFang.ttc", "msyh.ttc",
    "wqy-microhei.ttc", "wqy-zenhei.ttc", "DroidSansFallbackFull.ttf", "DroidSansFallback.ttf", "simsun.ttc",
)  # fmt: skip
SERIF_CJK = (
    "NotoSerifCJK-Bold.ttc", "NotoSerifCJK-Regular.ttc", "NotoSerifSC-Bold.otf", "NotoSerifSC[wght].ttf",
    "SourceHanSerifSC-Bold.otf", "Songti.ttc",
)  # fmt: skip
OTHERS = (
    "DejaVuSans.ttf", "NotoSans-Regular.ttf", "NotoSansArabic-Regular.ttf", "NotoSansHebrew-Regular.ttf",
    "NotoSansThai-Regular.ttf", "NotoSansDevanagari-Regular.ttf", "NotoSansBengali-Regular.ttf", "NotoSansTamil-Regular.ttf",
    "NotoSansSymbols2-Regular.ttf", "NotoSansSymbols-Regular.ttf", "NotoEmoji-Regular.ttf", "NotoEmoji[wght].ttf",
    "Symbola.ttf", "FreeSans.ttf", "LiberationSans-Regular.ttf", "segoeui.ttf", "seguisym.ttf", "Arial Unicode.ttf",
)  # fmt: skip
_NOBODYS = "\U0010ffff"  # a code point that no font may have a letter for


@dataclass(frozen=True)
class Face:
    """One face of one font file; Pillow's built-in face without a path."""

    path: str = ""
    index: int = 0
    _sizes: dict[int, ImageFont.FreeTypeFont] = field(default_factory=dict, compare=False, repr=False)
    _known: dict[str, bool] = field(default_factory=dict, compare=False, repr=False)

    def at(self, size: int) -> ImageFont.FreeTypeFont:
        """The face at a size in pixels."""
        if size not in self._sizes:
            self._sizes[size] = self._load(size)
        return self._sizes[size]

    def _load(self, size: int) -> ImageFont.FreeTypeFont:
        if not self.path:
            built_in = ImageFont.load_default(size)
            assert isinstance(built_in, ImageFont.FreeTypeFont), "Pillow was built without FreeType"
            return built_in
        return ImageFont.truetype(self.path, size, self.index)

    def has(self, letter: str) -> bool:
        """Whether the face has a picture of this letter (a blank counts as had)."""
        if letter not in self._known:
            drawn = self._drawn(letter)
            self._known[letter] = letter.isspace() or drawn != self._drawn(_NOBODYS)
        return self._known[letter]

    def _drawn(self, letter: str) -> tuple[tuple[int, int], bytes]:
        mask = self.at(20).getmask(letter)
        return mask.size, bytes(mask)


@lru_cache(maxsize=1)
def _files() -> dict[str, str]:
    """All font files of this machine: name -> path."""
    found: dict[str, str] = {}
    for folder in FOLDERS:
        for root, _, names in os.walk(Path(folder).expanduser()):
            for name in names:
                found.setdefault(name, str(Path(root) / name))
    return found


def _face(names: tuple[str, ...]) -> Face | None:
    """The first of these files that is here and can be read; of a collection, the simplified Chinese face."""
    for name in names:
        if path := _files().get(name):
            try:
                return Face(path, _chinese_index(path))
            except OSError:
                continue  # A font file that FreeType cannot read is as good as none.
    return None


def _chinese_index(path: str) -> int:
    first = ImageFont.truetype(path, 20, 0)
    if not path.endswith(".ttc"):
        return 0
    for index in range(10):
        try:
            family = ImageFont.truetype(path, 20, index).getname()[0] or ""
        except OSError:
            break
        if family.endswith(("SC", "CN")):
            return index
    del first
    return 0


@lru_cache(maxsize=2)
def stack(*, serif: bool) -> tuple[Face, ...]:
    """The faces to ask for a letter, in order. The last one is Pillow's own: there is always one."""
    cjk = [face for face in ((_face(SERIF_CJK) if serif else None), _face(SANS_CJK)) if face]
    others = [face for name in OTHERS if (face := _face((name,)))]
    return (*cjk, *others, Face())


def shapes_letters() -> bool:
    """Whether scripts that are written from the right, or joined, come out right (Raqm with FriBiDi)."""
    return bool(features.check("raqm")) and bool(features.check("fribidi") or sys.platform == "win32")
