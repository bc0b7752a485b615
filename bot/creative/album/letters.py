"""Setting text with several faces: measuring, breaking into lines, drawing. Nothing is ever wider than it was given."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from PIL import ImageDraw

from bot.creative.album.fonts import Face

Colour = tuple[int, int, int]
_DROPPED = {0xFE0E, 0xFE0F, 0x200D, *range(0x1F3FB, 0x1F400), *range(0xE0000, 0xE0080)}
"""Emoji's modifiers, which mean nothing where emoji are drawn one by one."""
_STEERING = {*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C, 0xFEFF}
"""Marks that turn the direction of what follows: a name must not turn the line it stands in."""
_DOT = "·"
MOST_CHARACTERS = 600


@dataclass(frozen=True, slots=True)
class Run:
    """Letters of one face."""

    face: Face
    text: str


@dataclass(slots=True)
class Type:
    """A stack of faces at a size in pixels. `lost` collects letters that no face had."""

    faces: Sequence[Face]
    size: int
    lost: set[str] = field(default_factory=set)

    @property
    def line_height(self) -> int:
        """From one baseline to the next."""
        return round(self.size * 1.45)

    # --- which face draws what

    def clean(self, text: str) -> str:
        """Text as it can be drawn: one line, no steering marks, and words for what no face has."""
        line = " ".join(text[:MOST_CHARACTERS].split())
        out: list[str] = []
        for letter in line:
            code = ord(letter)
            if code in _STEERING or code in _DROPPED or unicodedata.category(letter) in ("Cc", "Cs", "Cn", "Co"):
                continue
            out.append(letter if self._face_for(letter) else self._instead(letter))
        return "".join(out)

    def _instead(self, letter: str) -> str:
        if 0x1F1E6 <= ord(letter) <= 0x1F1FF:
            return chr(ord(letter) - 0x1F1E6 + ord("A"))  # a flag: its country's letters
        if unicodedata.category(letter) in ("So", "Sk"):
            return f"‹{unicodedata.name(letter, 'symbol').lower()}›"
        self.lost.add(letter)
        return _DOT

    def _face_for(self, letter: str) -> Face | None:
        return next((face for face in self.faces if face.has(letter)), None)

    def runs(self, text: str) -> list[Run]:
        """Cleaned text as runs of one face each. A mark or a blank stays with the letters before it, so that what is joined
        is shaped together."""
        runs: list[Run] = []
        for letter in text:
            before = runs[-1] if runs else None
            stays = before and before.face.has(letter) and not unicodedata.category(letter).startswith("L")
            face = before.face if before and stays else (self._face_for(letter) or self.faces[-1])
            if before and before.face is face:
                runs[-1] = Run(face, before.text + letter)
            else:
                runs.append(Run(face, letter))
        return runs

    # --- measuring and breaking

    def width(self, text: str) -> float:
        """The width of cleaned text in pixels."""
        return sum(run.face.at(self.size).getlength(run.text) for run in self.runs(text))

    def lines(self, text: str, width: int, most: int) -> list[str]:
        """`text` in at most `most` lines of at most `width` pixels; what does not fit ends in an ellipsis."""
        words = _words(self.clean(text))
        lines: list[str] = []
        line = ""
        while words:
            word = words.pop(0)
            if self.width((line + word).rstrip()) <= width:
                line += word
                continue
            if line.strip():
                lines.append(line.rstrip())
                line = ""
                words.insert(0, word.lstrip())
            else:
                # A word wider than the line is cut: whatever the script, something fits.
                cut = self._fitting(word, width)
                lines.append(word[:cut])
                words.insert(0, word[cut:])
            if len(lines) > most:
                break
        if line.strip():
            lines.append(line.rstrip())
        if len(lines) > most:
            lines = [*lines[: most - 1], self._shortened(lines[most - 1] + "…", width)]
        return lines

    def line(self, text: str, width: int) -> str:
        """`text` as one line of at most `width` pixels."""
        return self._shortened(self.clean(text), width)

    def _fitting(self, word: str, width: int) -> int:
        for count in range(len(word), 1, -1):
            if self.width(word[:count]) <= width:
                return count
        return 1

    def _shortened(self, line: str, width: int) -> str:
        if self.width(line) <= width:
            return line
        body = line.rstrip("…")
        while body and self.width(body + "…") > width:
            body = body[:-1].rstrip()
        return body + "…"

    # --- drawing

    def draw(
        self,
        draw: ImageDraw.ImageDraw,
        place: tuple[float, float],
        line: str,
        fill: Colour,
        *,
        width: int = 0,
        align: str = "start",
    ) -> None:
        """Draw one line that was made by `line` or `lines`; `place` is the left end of its baseline.

        Within `width`, `align` may be "start" (the right, for a line that begins in a script written from there), "left",
        "middle" or "end".
        """
        x, baseline = place
        runs = self.runs(line)
        rightwards = from_right(line)
        if rightwards:
            runs.reverse()
        slack = width - self.width(line) if width else 0
        if align == "middle":
            x += slack / 2
        elif align == "end" or (align == "start" and rightwards):
            x += slack
        for run in runs:
            font = run.face.at(self.size)
            draw.text((x, baseline), run.text, font=font, fill=fill, anchor="ls")
            x += font.getlength(run.text)


def from_right(text: str) -> bool:
    """Whether the first letter with a direction is of a script that is written from the right."""
    return next(
        (kind in ("R", "AL") for letter in text if (kind := unicodedata.bidirectional(letter)) in ("L", "R", "AL")),
        False,
    )


def _words(text: str) -> list[str]:
    """Where a line may be broken: after blanks, and between Chinese, Japanese and Korean letters."""
    words: list[str] = []
    for letter in text:
        wide = unicodedata.east_asian_width(letter) in ("W", "F")
        closing = unicodedata.category(letter) in ("Po", "Pe", "Pf")
        if words and (letter.isspace() or (closing and words[-1].strip())):
            words[-1] += letter
        elif wide or not words or words[-1][-1].isspace() or unicodedata.east_asian_width(words[-1][-1]) in ("W", "F"):
            words.append(letter)
        else:
            words[-1] += letter
    return words
