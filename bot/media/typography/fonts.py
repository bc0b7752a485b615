"""The fonts of this machine, and which of them has a glyph for a character.

Faces are tried in order. A character that none has is never drawn as an empty box: an emoji is replaced by its name, any other
character by a dot, and the caller is told, so that the album can say so. `missing_glyphs` tells the operator beforehand. No font
is shipped: fonts are larger than all of Shenbi. docs/sessions.md says what to install.
"""

from __future__ import annotations

import contextlib
import os
import sys
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont, features

from bot.media.typography.graphemes import emoji_components
from bot.media.typography.missing_fonts import MissingGlyphs

FOLDERS: tuple[str, ...] = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "~/.fonts",
    "/System/Library/Fonts",
    "/Library/Fonts",
    "C:/Windows/Fonts",
)
# File names in order of preference: Noto and Source Han have all of Chinese, those of operating systems are a fallback.
SANS_CJK = (
    "NotoSansCJK-Regular.ttc", "NotoSansCJK-VF.ttc", "NotoSansCJKsc-Regular.otf", "NotoSansSC-Regular.otf",
    "NotoSansSC-Regular.ttf", "NotoSansSC[wght].ttf", "SourceHanSansSC-Regular.otf", "SourceHanSansCN-Regular.otf",
    "PingFang.ttc", "Hiragino Sans GB.ttc", "STHeiti Light.ttc", "msyh.ttc", "simhei.ttf", "wqy-microhei.ttc", "wqy-zenhei.ttc",
    "DroidSansFallbackFull.ttf", "DroidSansFallback.ttf", "simsun.ttc",
)  # fmt: skip
SERIF_CJK = (
    "NotoSerifCJK-Bold.ttc", "NotoSerifCJK-Regular.ttc", "NotoSerifSC-Bold.otf", "NotoSerifSC[wght].ttf",
    "SourceHanSerifSC-Bold.otf", "Songti.ttc",
)  # fmt: skip
OTHERS = (
    "DejaVuSans.ttf", "NotoSans-Regular.ttf", "NotoSansArabic-Regular.ttf", "NotoSansHebrew-Regular.ttf",
    "NotoSansThai-Regular.ttf", "NotoSansDevanagari-Regular.ttf", "NotoSansBengali-Regular.ttf", "NotoSansTamil-Regular.ttf",
    "NotoSansSymbols2-Regular.ttf", "NotoSansSymbols-Regular.ttf", "NotoEmoji-Regular.ttf", "NotoEmoji[wght].ttf",
    "Symbola.ttf", "Symbola_hint.ttf", "FreeSans.ttf", "LiberationSans-Regular.ttf", "segoeui.ttf", "seguisym.ttf",
    "Arial Unicode.ttf",
    "HanaMinA.ttf", "HanaMinB.ttf", "simsunb.ttf",  # Chinese characters that are rarer than those in Noto
)  # fmt: skip
# With the only size (strike) in which the font has its bitmaps.
EMOJI = (("NotoColorEmoji.ttf", 109), ("Apple Color Emoji.ttc", 160), ("seguiemj.ttf", 109))
CHINESE_SAMPLE = "的一神笔画龙龍圖書錢〇々，。「」！㑇㙍㧐𠅤𫍣𫘜𬣡𬭊𬬭"
"""Simplified and traditional characters, punctuation, and rare characters of the official list of 8105 that occur in names
(many of them outside the Basic Multilingual Plane, which small fonts do not cover)."""
EMOJI_SAMPLE = ("😃", "🦊", "❤\ufe0f", "☕", "🖤", "🇨🇳", "👩🏽\u200d🚀", "🫠")
_NONCHARACTER = "\U0010ffff"  # a noncharacter, for which no font has a glyph


@dataclass(frozen=True)
class Face:
    """One face of one font file; Pillow's built-in face without a path."""

    path: str = ""
    index: int = 0
    _sizes: dict[int, ImageFont.FreeTypeFont] = field(default_factory=dict, compare=False, repr=False)
    _known: dict[str, bool] = field(default_factory=dict, compare=False, repr=False)
    _bare: dict[str, ImageFont.FreeTypeFont] = field(default_factory=dict, compare=False, repr=False)

    def at(self, size: int) -> ImageFont.FreeTypeFont:
        """The face at a size in pixels."""
        if size not in self._sizes:
            self._sizes[size] = self._load(size)
        return self._sizes[size]

    def _load(self, size: int, layout: ImageFont.Layout | None = None) -> ImageFont.FreeTypeFont:
        if not self.path:
            built_in = ImageFont.load_default(size)
            assert isinstance(built_in, ImageFont.FreeTypeFont), "Pillow was built without FreeType"
            return built_in
        font = ImageFont.truetype(self.path, size, self.index, layout_engine=layout)
        if "[wght]" in self.path or "-VF." in self.path:
            # A variable font defaults to its thinnest weight. OSError: it has no variations despite its name.
            with contextlib.suppress(OSError):
                font.set_variation_by_name("Regular")
        return font

    @property
    def shapes(self) -> bool:
        """Whether text in this face is shaped: letters joined and reordered (never with Pillow's built-in face)."""
        return bool(self.path) and can_shape_text()

    def has(self, letter: str) -> bool:
        """Whether the face has a glyph for this character; always true for a space."""
        if letter not in self._known:
            self._known[letter] = letter.isspace() or self._drawn(letter) != self._drawn(_NONCHARACTER)
        return self._known[letter]

    def _drawn(self, letter: str) -> tuple[tuple[int, int], bytes]:
        # Without shaping, so that every missing glyph is drawn as the same box.
        if "" not in self._bare:
            self._bare[""] = self._load(20, ImageFont.Layout.BASIC)
        mask = self._bare[""].getmask(letter)
        return mask.size, bytes(mask)


@dataclass(frozen=True)
class EmojiFont:
    """A colour bitmap font. It has one size, which is scaled."""

    path: str
    strike: int
    _drawn: dict[str, Image.Image | None] = field(default_factory=dict, compare=False, repr=False)

    def has(self, piece: str) -> bool:
        """Whether the font has one glyph for an emoji (which may be a sequence)."""
        return self._at_strike(piece) is not None

    def drawn(self, piece: str, size: int) -> Image.Image:
        """The glyph beside text of a size in pixels, as RGBA; a fifth of it is below the baseline."""
        large = self._at_strike(piece)
        assert large is not None, "call `has` first"
        factor = size / self.strike
        return large.resize((round(large.width * factor), round(large.height * factor)), Image.Resampling.LANCZOS)

    def width(self, size: int) -> float:
        """The width of each glyph beside text of a size in pixels."""
        return round(1.25 * size)

    def _at_strike(self, piece: str) -> Image.Image | None:
        if piece not in self._drawn:
            self._drawn[piece] = self._draw(piece)
        return self._drawn[piece]

    def _draw(self, piece: str) -> Image.Image | None:
        font = ImageFont.truetype(self.path, self.strike)
        wide = round(1.25 * self.strike)
        if font.getlength(piece) > wide + 2:
            return None  # The font has the components, not the sequence.
        image = Image.new("RGBA", (wide, wide), (255, 255, 255, 0))
        draw = ImageDraw.Draw(image)
        draw.text((wide / 2, wide * 0.8), piece, font=font, embedded_color=True, anchor="ms", fill=(0, 0, 0))
        # A missing glyph is drawn as a black box.
        colours = image.getcolors(maxcolors=1 << 16) or ()
        return (
            image
            if any(colour[3] and max(colour[:3]) > 40 for _, colour in colours if isinstance(colour, tuple))
            else None
        )


@lru_cache(maxsize=1)
def emoji_font() -> EmojiFont | None:
    """This machine's colour emoji font, if it has one that can be drawn."""
    for name, strike in EMOJI:
        if path := _files().get(name):
            try:
                found = EmojiFont(path, strike)
                if found.has("\N{SMILING FACE WITH OPEN MOUTH}"):
                    return found
            except OSError:
                continue  # Not in this size, or in a format that this FreeType cannot draw.
    return None


@lru_cache(maxsize=1)
def _files() -> dict[str, str]:
    """All font files of this machine, paths by name."""
    found: dict[str, str] = {}
    for folder in FOLDERS:
        for root, _, names in os.walk(Path(folder).expanduser()):
            for name in names:
                found.setdefault(name, str(Path(root) / name))
    return found


def _face(names: tuple[str, ...]) -> Face | None:
    """The first of these files that exists and can be read; of a collection, the simplified Chinese face."""
    for name in names:
        if path := _files().get(name):
            try:
                return Face(path, _chinese_index(path))
            except OSError:
                continue  # FreeType cannot read it: try the next.
    return None


def _chinese_index(path: str) -> int:
    ImageFont.truetype(path, 20, 0)  # Raises OSError if it cannot be read at all.
    if not path.endswith(".ttc"):
        return 0
    for index in range(10):
        try:
            family = ImageFont.truetype(path, 20, index).getname()[0] or ""
        except OSError:
            break
        if family.endswith(("SC", "CN")):
            return index
    return 0


@lru_cache(maxsize=2)
def font_stack(*, serif: bool) -> tuple[Face, ...]:
    """The faces to try for a character, in order. The last is Pillow's built-in one, so there is always one."""
    cjk = [face for face in ((_face(SERIF_CJK) if serif else None), _face(SANS_CJK)) if face]
    others = [face for name in OTHERS if (face := _face((name,)))]
    return (*cjk, *others, Face())


@lru_cache(maxsize=8)
def latin_variant(face: Face) -> Face:
    """The face with proportional quotation marks and dots for Latin text, if the file has one; else the same face."""
    return Face(face.path, 0) if face.path.endswith("CJK-Regular.ttc") or face.path.endswith("CJK-Bold.ttc") else face


@lru_cache(maxsize=1)
def can_shape_text() -> bool:
    """Whether right-to-left and joined scripts are shaped (Raqm with FriBiDi)."""
    return bool(features.check("raqm")) and bool(features.check("fribidi") or sys.platform == "win32")


@lru_cache(maxsize=1)
def missing_glyphs() -> tuple[MissingGlyphs, ...]:
    """What must be installed to draw every Chinese character and emoji; empty if nothing is missing.

    Reads font files: call it in a thread."""
    faces, pictures = font_stack(serif=False), emoji_font()

    def has(letter: str) -> bool:
        return any(face.has(letter) for face in faces)

    letters = "".join(letter for letter in CHINESE_SAMPLE if not has(letter))
    parts = [
        piece
        for piece in EMOJI_SAMPLE
        if not (pictures and pictures.has(piece)) and not all(has(part) for part in emoji_components(piece))
    ]
    found = []
    if letters:
        found.append(MissingGlyphs("chinese", letters, "fonts-noto-cjk"))
    if parts:
        found.append(MissingGlyphs("emoji", "".join(parts), "fonts-noto-color-emoji"))
    return tuple(found)
