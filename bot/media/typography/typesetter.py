"""Setting text with several faces: measuring, breaking into lines, drawing. Nothing is ever wider than it was given."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from PIL import Image, ImageDraw

from bot.media.typography import fonts
from bot.media.typography.bidi import embedding_levels, has_right_to_left, is_right_to_left, visual_order
from bot.media.typography.fonts import EmojiFont, Face
from bot.media.typography.graphemes import (
    FSI,
    PDI,
    emoji_components,
    grapheme_clusters,
    is_emoji,
    is_invisible,
    is_wide,
    strip_controls,
    text_substitute,
)

Colour = tuple[int, int, int]
_DOT = "·"
_TWO_WIDTHS = "“”‘’·"
"""In a Chinese font as wide as a letter, which looks like a gap in Latin text."""
_INVISIBLE = "\u200c\u200d\ufe0e\ufe0f"
MAX_CHARACTERS = 600
MAX_CACHED_WIDTHS = 20_000


@dataclass(frozen=True, slots=True)
class Run:
    """Letters of one face and one direction, in the order in which they are read; emoji have no face."""

    face: Face | None
    pieces: tuple[str, ...]
    rightwards: bool = False

    @property
    def text(self) -> str:
        """The letters in the order in which the face wants them: one that shapes them turns them itself."""
        turned = self.rightwards and self.face is not None and not self.face.shapes
        return "".join(reversed(self.pieces) if turned else self.pieces)

    @property
    def direction(self) -> str | None:
        """What Pillow is to be told; it can be told only if it shapes the letters."""
        return ("rtl" if self.rightwards else "ltr") if self.face and self.face.shapes else None


@dataclass(frozen=True, slots=True)
class DrawnRun:
    """What was drawn: pieces from left to right, where their baseline begins, how wide they are, in pixels."""

    x: float
    baseline: float
    width: float
    size: int
    pieces: tuple[str, ...]


@dataclass(slots=True)
class Typesetter:
    """A stack of faces at a size in pixels. `lost` collects letters that no face had, `written` what was drawn."""

    faces: Sequence[Face]
    size: int
    emoji: EmojiFont | None = None
    lost: set[str] = field(default_factory=set)
    written: list[DrawnRun] = field(default_factory=list)
    _widths: dict[str, float] = field(default_factory=dict)

    @property
    def line_height(self) -> int:
        """From one baseline to the next."""
        return round(self.size * 1.45)

    # --- which face draws what

    def clean(self, text: str) -> str:
        """Text as it can be drawn: one line, no steering marks of people, and words for what no face has."""
        # Composed, because fonts have more composed letters than marks, and unified Chinese letters than compatible ones.
        line = " ".join(unicodedata.normalize("NFC", text[:MAX_CHARACTERS]).split())
        # Ours are kept; `plain` takes them out of what people write before they are put in.
        kept = "".join(c if c in (FSI, PDI) else strip_controls(c) for c in line)
        return "".join(self._drawable(piece) for piece in grapheme_clusters(kept))

    def _drawable(self, piece: str) -> str:
        if piece in (FSI, PDI):
            return piece
        if is_emoji(piece):
            if self._pictured(piece):
                return piece
            return "".join(part if self._pictured(part) else self._letter(part) for part in emoji_components(piece))
        return "".join(self._letter(letter) for letter in piece)

    def _pictured(self, piece: str) -> bool:
        return self.emoji is not None and is_emoji(piece) and self.emoji.has(piece)

    def _letter(self, letter: str) -> str:
        if letter in _INVISIBLE or self._face_for(letter):
            return letter
        if self.emoji and self.emoji.has(letter):
            return f"{letter}\ufe0f"
        if words := text_substitute(letter):
            return words
        if is_invisible(letter):
            return ""
        self.lost.add(letter)
        return "" if unicodedata.category(letter).startswith("M") else _DOT

    def _face_for(self, letter: str) -> Face | None:
        return next((face for face in self.faces if face.has(letter)), None)

    def runs(self, text: str, *, rightwards: bool | None = None) -> list[Run]:
        """Cleaned text as runs from left to right. A mark or a blank stays with the letters before it, so that what is joined
        is shaped together. `rightwards`: the direction of the paragraph that the text is of (its own, if not given)."""
        pieces = grapheme_clusters(text)
        faces = self._faces(pieces)
        if not has_right_to_left(text):
            return _gathered(pieces, faces, [0] * len(pieces), range(len(pieces)))
        levels = embedding_levels(pieces, rightwards=is_right_to_left(text) if rightwards is None else rightwards)
        return _gathered(pieces, faces, levels, visual_order(levels))

    def _faces(self, pieces: Sequence[str]) -> list[Face | None]:
        faces: list[Face | None] = []
        before: Face | None = None
        for place, piece in enumerate(pieces):
            if self._pictured(piece) or piece in (FSI, PDI):
                faces.append(None)
                continue
            letter = piece[0]
            stays = before and before.has(letter) and not unicodedata.category(letter).startswith("L")
            face = before if stays else self._face_for(letter)
            before = face = face or self.faces[-1]
            faces.append(
                fonts.latin_variant(face) if letter in _TWO_WIDTHS and not _among_wide(pieces, place) else face
            )
        return faces

    # --- measuring and breaking

    def width(self, text: str, *, rightwards: bool | None = None) -> float:
        """The width of cleaned text in pixels."""
        if len(text) > 40 or rightwards is not None:
            return sum(self._width_of(run) for run in self.runs(text, rightwards=rightwards))
        if text not in self._widths:
            if len(self._widths) >= MAX_CACHED_WIDTHS:
                self._widths.clear()
            self._widths[text] = sum(self._width_of(run) for run in self.runs(text))
        return self._widths[text]

    def _width_of(self, run: Run) -> float:
        if run.face is None:
            assert self.emoji is not None
            return self.emoji.width(self.size) * len(run.pieces)
        return run.face.at(self.size).getlength(run.text, direction=run.direction)

    def lines(self, text: str, width: int, most: int) -> list[str]:
        """`text` in at most `most` lines of at most `width` pixels; what does not fit ends in an ellipsis."""
        words = _words(self.clean(text))
        lines: list[str] = []
        line = ""
        while words and len(lines) <= most:
            word = words.pop(0)
            if self.width((line + word).rstrip()) <= width:
                line += word
            elif line.strip():
                lines.append(line.rstrip())
                line = ""
                words.insert(0, word.lstrip())
            else:
                # A word wider than the line is cut: whatever the script, something fits.
                head, tail = self._cut(word, width)
                lines.append(head)
                words.insert(0, tail)
        if line.strip():
            lines.append(line.rstrip())
        if len(lines) > most:
            lines = [*lines[: most - 1], self._shortened(lines[most - 1] + "…", width)]
        return lines

    def line(self, text: str, width: int) -> str:
        """`text` as one line of at most `width` pixels."""
        return self._shortened(self.clean(text), width)

    def _cut(self, word: str, width: int) -> tuple[str, str]:
        pieces = grapheme_clusters(word)
        fits, too_many = 1, len(pieces) + 1
        while too_many - fits > 1:
            middle = (fits + too_many) // 2
            fits, too_many = (middle, too_many) if self.width("".join(pieces[:middle])) <= width else (fits, middle)
        return "".join(pieces[:fits]), "".join(pieces[fits:])

    def _shortened(self, line: str, width: int) -> str:
        if self.width(line) <= width:
            return line
        pieces = grapheme_clusters(line.rstrip("…"))
        fits, too_many = 0, len(pieces) + 1
        while too_many - fits > 1:
            middle = (fits + too_many) // 2
            kept = "".join(pieces[:middle]).rstrip() + "…"
            fits, too_many = (middle, too_many) if self.width(kept) <= width else (fits, middle)
        return "".join(pieces[:fits]).rstrip() + "…"

    # --- drawing

    def draw(
        self,
        canvas: Image.Image,
        place: tuple[float, float],
        line: str,
        fill: Colour,
        *,
        width: int = 0,
        align: str = "start",
        rightwards: bool | None = None,
    ) -> None:
        """Draw one line that was made by `line` or `lines`; `place` is the left end of its baseline.

        Within `width`, `align` may be "start" (the right, for text that is written from there), "left", "middle" or "end".
        `rightwards`: the direction of the text that the line is of (its own, if not given).
        """
        x, baseline = place
        turned = is_right_to_left(line) if rightwards is None else rightwards
        runs = self.runs(line, rightwards=turned)
        widths = [self._width_of(run) for run in runs]
        slack = width - sum(widths) if width else 0
        if align == "middle":
            x += slack / 2
        elif align == "end" or (align == "start" and turned):
            x += slack
        draw = ImageDraw.Draw(canvas)
        for run, wide in zip(runs, widths, strict=True):
            if run.face is None:
                self._draw_emoji(canvas, run, (x, baseline))
            else:
                font = run.face.at(self.size)
                draw.text((x, baseline), run.text, font=font, fill=fill, anchor="ls", direction=run.direction)
            seen = tuple(reversed(run.pieces)) if run.rightwards else run.pieces
            self.written.append(DrawnRun(x, baseline, wide, self.size, seen))
            x += wide

    def _draw_emoji(self, canvas: Image.Image, run: Run, place: tuple[float, float]) -> None:
        assert self.emoji is not None
        x, baseline = place
        for piece in run.pieces:
            image = self.emoji.drawn(piece, self.size)
            canvas.paste(image, (round(x), round(baseline - 0.8 * image.height)), image)
            x += self.emoji.width(self.size)


def _gathered(
    pieces: Sequence[str], faces: Sequence[Face | None], levels: Sequence[int], order: Sequence[int]
) -> list[Run]:
    """Pieces in the order in which they stand, those of one face and one level together."""
    runs: list[Run] = []
    last = -1
    for place in order:
        if pieces[place] in (FSI, PDI):
            continue
        turned = levels[place] % 2 == 1
        together = last >= 0 and faces[place] == faces[last] and levels[place] == levels[last]
        if together:
            before = runs.pop().pieces
            runs.append(Run(faces[place], (pieces[place], *before) if turned else (*before, pieces[place]), turned))
        else:
            runs.append(Run(faces[place], (pieces[place],), turned))
        last = place
    return runs


def _among_wide(pieces: Sequence[str], place: int) -> bool:
    around = (*pieces[max(0, place - 1) : place], *pieces[place + 1 : place + 2])
    return any(is_wide(piece[0]) for piece in around)


def _words(text: str) -> list[str]:
    """Where a line may be broken: after blanks, and between Chinese, Japanese and Korean letters and emoji."""
    words: list[str] = []
    opened, last = False, ""
    for piece in grapheme_clusters(text):
        alone = is_wide(piece[0]) or is_emoji(piece)
        closing = piece == PDI or unicodedata.category(piece[0]) in ("Po", "Pe", "Pf")
        before = words[-1] if words else ""
        if words and (opened or piece.isspace() or (closing and before.strip())):
            words[-1] += piece
        elif alone or not words or before[-1].isspace() or is_wide(last[-1]) or is_emoji(last):
            words.append(piece)
        else:
            words[-1] += piece
        last = piece
        opened = piece == FSI or unicodedata.category(piece[0]) in ("Ps", "Pi")
    return words
