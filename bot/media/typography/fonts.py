"""Which fonts this machine has, and which of them has a letter.

A stack of faces is asked in order; a letter that none has is never drawn as an empty box: an emoji becomes its name, any
other letter a dot, and the caller is told, so that the album can say so. `lacking` says it to the operator beforehand.
We ship no font: they weigh more than all of Shenbi. docs/sessions.md says what to install.
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
from bot.runtime.texts import Texts

FOLDERS: tuple[str, ...] = (
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
    "HanaMinA.ttf", "HanaMinB.ttf", "simsunb.ttf",  # Chinese letters that are rarer than what Noto has
)  # fmt: skip
# With the only size that its pictures can be asked for in.
EMOJI = (("NotoColorEmoji.ttf", 109), ("Apple Color Emoji.ttc", 160), ("seguiemj.ttf", 109))
CHINESE_SAMPLE = "的一神笔画龙龍圖書錢〇々，。「」！㑇㙍㧐𠅤𫍣𫘜𬣡𬭊𬬭"
"""Simplified and traditional letters, punctuation, and letters at the edges of the state's list of 8105 that names are made of
(many of them outside of the Basic Multilingual Plane, where a small font ends)."""
EMOJI_SAMPLE = ("😃", "🦊", "❤\ufe0f", "☕", "🖤", "🇨🇳", "👩🏽\u200d🚀", "🫠")
_NOBODYS = "\U0010ffff"  # a code point that no font may have a letter for


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
            # A variable font begins at its thinnest. OSError: its name says so, but it has no variations.
            with contextlib.suppress(OSError):
                font.set_variation_by_name("Regular")
        return font

    @property
    def shapes(self) -> bool:
        """Whether letters are joined and turned as their script wants it (Pillow's own face is never)."""
        return bool(self.path) and can_shape_text()

    def has(self, letter: str) -> bool:
        """Whether the face has a picture of this letter (a blank counts as had)."""
        if letter not in self._known:
            self._known[letter] = letter.isspace() or self._drawn(letter) != self._drawn(_NOBODYS)
        return self._known[letter]

    def _drawn(self, letter: str) -> tuple[tuple[int, int], bytes]:
        # Unshaped: a box under which a mark was pushed about looks unlike the box of a letter that nobody has.
        if "" not in self._bare:
            self._bare[""] = self._load(20, ImageFont.Layout.BASIC)
        mask = self._bare[""].getmask(letter)
        return mask.size, bytes(mask)


@dataclass(frozen=True)
class EmojiFont:
    """A font of coloured pictures. They come in one size and are scaled."""

    path: str
    strike: int
    _drawn: dict[str, Image.Image | None] = field(default_factory=dict, compare=False, repr=False)

    def has(self, piece: str) -> bool:
        """Whether there is one picture of an emoji (which may be joined of several)."""
        return self._at_strike(piece) is not None

    def drawn(self, piece: str, size: int) -> Image.Image:
        """The picture for letters of a size in pixels, with an alpha channel; a fifth of it is below the baseline."""
        large = self._at_strike(piece)
        assert large is not None, "asked without having looked"
        factor = size / self.strike
        return large.resize((round(large.width * factor), round(large.height * factor)), Image.Resampling.LANCZOS)

    def width(self, size: int) -> float:
        """How wide each picture is among letters of a size in pixels."""
        return round(1.25 * size)

    def _at_strike(self, piece: str) -> Image.Image | None:
        if piece not in self._drawn:
            self._drawn[piece] = self._draw(piece)
        return self._drawn[piece]

    def _draw(self, piece: str) -> Image.Image | None:
        font = ImageFont.truetype(self.path, self.strike)
        wide = round(1.25 * self.strike)
        if font.getlength(piece) > wide + 2:
            return None  # The font has its parts, not the whole.
        image = Image.new("RGBA", (wide, wide), (255, 255, 255, 0))
        draw = ImageDraw.Draw(image)
        draw.text((wide / 2, wide * 0.8), piece, font=font, embedded_color=True, anchor="ms", fill=(0, 0, 0))
        # What comes out black is no coloured picture but a box.
        colours = image.getcolors(maxcolors=1 << 16) or ()
        return (
            image
            if any(colour[3] and max(colour[:3]) > 40 for _, colour in colours if isinstance(colour, tuple))
            else None
        )


@lru_cache(maxsize=1)
def emoji_font() -> EmojiFont | None:
    """This machine's coloured emoji, if it has any that can be drawn."""
    for name, strike in EMOJI:
        if path := _files().get(name):
            try:
                found = EmojiFont(path, strike)
                if found.has("\N{SMILING FACE WITH OPEN MOUTH}"):
                    return found
            except OSError:
                continue  # Not in this size, or in a way that this FreeType cannot draw.
    return None


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
    """The faces to ask for a letter, in order. The last one is Pillow's own: there is always one."""
    cjk = [face for face in ((_face(SERIF_CJK) if serif else None), _face(SANS_CJK)) if face]
    others = [face for name in OTHERS if (face := _face((name,)))]
    return (*cjk, *others, Face())


@lru_cache(maxsize=8)
def latin_variant(face: Face) -> Face:
    """The same letters with the quotation marks and dots of Latin text, if the file has a face with them."""
    return Face(face.path, 0) if face.path.endswith("CJK-Regular.ttc") or face.path.endswith("CJK-Bold.ttc") else face


@lru_cache(maxsize=1)
def can_shape_text() -> bool:
    """Whether scripts that are written from the right, or joined, come out right (Raqm with FriBiDi)."""
    return bool(features.check("raqm")) and bool(features.check("fribidi") or sys.platform == "win32")


@dataclass(frozen=True, slots=True)
class MissingGlyphs:
    """Letters that this machine cannot draw: which of the sample, and the Debian packages that have all of them."""

    kind: str
    letters: str
    package: str


@lru_cache(maxsize=1)
def missing_glyphs() -> tuple[MissingGlyphs, ...]:
    """What has to be installed before every Chinese letter and every emoji can be drawn; nothing if they can.

    Reads font files: call it in a thread."""
    faces, pictures = font_stack(serif=False), emoji_font()

    def had(letter: str) -> bool:
        return any(face.has(letter) for face in faces)

    letters = "".join(letter for letter in CHINESE_SAMPLE if not had(letter))
    parts = [
        piece
        for piece in EMOJI_SAMPLE
        if not (pictures and pictures.has(piece)) and not all(had(part) for part in emoji_components(piece))
    ]
    found = []
    if letters:
        found.append(MissingGlyphs("chinese", letters, "fonts-noto-cjk"))
    if parts:
        found.append(MissingGlyphs("emoji", "".join(parts), "fonts-noto-color-emoji"))
    return tuple(found)


def missing_fonts(texts: Texts, language: str) -> str:
    """Which fonts this machine lacks and what to install, in one line; empty if none. Reads font files: call it in a thread."""
    lacks = missing_glyphs()
    if not lacks:
        return ""
    kind = lacks[0].kind if len(lacks) == 1 else "both"
    return texts.say(language, "doctor-fonts-missing", kind=kind, packages=" ".join(lack.package for lack in lacks))
