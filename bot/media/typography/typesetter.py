"""Set text in several fonts: measure it, break it into lines, draw it. A line is never wider than the width it was given."""

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
_REPLACEMENT = "·"
_AMBIGUOUS_WIDTH = "“”‘’·"
"""Full width in a Chinese font, which looks like a gap in Latin text."""
_JOINERS_AND_SELECTORS = "\u200c\u200d\ufe0e\ufe0f"
MAX_CHARACTERS = 600
MAX_CACHED_WIDTHS = 20_000


@dataclass(frozen=True, slots=True)
class Run:
    """Grapheme clusters of one face and one direction, in logical order; emoji have no face."""

    face: Face | None
    clusters: tuple[str, ...]
    rtl: bool = False

    @property
    def text(self) -> str:
        """The text as the face wants it: with a shaping engine in logical order, without one reversed if it is right to left."""
        reverse = self.rtl and self.face is not None and not self.face.shapes
        return "".join(reversed(self.clusters) if reverse else self.clusters)

    @property
    def direction(self) -> str | None:
        """Pillow's `direction`, which it takes only with a shaping engine."""
        return ("rtl" if self.rtl else "ltr") if self.face and self.face.shapes else None


@dataclass(frozen=True, slots=True)
class DrawnRun:
    """A run that was drawn: its clusters from left to right, where the baseline begins, and the width, in pixels."""

    x: float
    baseline: float
    width: float
    size: int
    clusters: tuple[str, ...]


@dataclass(slots=True)
class Typesetter:
    """A stack of faces at a size in pixels. `missing` collects characters that no face has, `drawn` the runs drawn so far."""

    faces: Sequence[Face]
    size: int
    emoji: EmojiFont | None = None
    missing: set[str] = field(default_factory=set)
    drawn: list[DrawnRun] = field(default_factory=list)
    _widths: dict[str, float] = field(default_factory=dict)

    @property
    def line_height(self) -> int:
        """The distance between two baselines, in pixels."""
        return round(self.size * 1.45)

    # --- choice of faces

    def clean(self, text: str) -> str:
        """Text as it can be drawn: one line, no bidirectional controls that people typed, substitutes for what no face has."""
        # NFC: fonts have more composed characters than combining marks, and more unified than compatibility ideographs.
        line = " ".join(unicodedata.normalize("NFC", text[:MAX_CHARACTERS]).split())
        # FSI and PDI here are our own: `isolate` removes those that people typed.
        allowed = "".join(c if c in (FSI, PDI) else strip_controls(c) for c in line)
        return "".join(self._drawable(cluster) for cluster in grapheme_clusters(allowed))

    def _drawable(self, cluster: str) -> str:
        if cluster in (FSI, PDI):
            return cluster
        if is_emoji(cluster):
            if self._has_emoji(cluster):
                return cluster
            return "".join(
                part if self._has_emoji(part) else self._drawable_character(part) for part in emoji_components(cluster)
            )
        return "".join(self._drawable_character(character) for character in cluster)

    def _has_emoji(self, cluster: str) -> bool:
        return self.emoji is not None and is_emoji(cluster) and self.emoji.has(cluster)

    def _drawable_character(self, character: str) -> str:
        if character in _JOINERS_AND_SELECTORS or self._face_for(character):
            return character
        if self.emoji and self.emoji.has(character):
            return f"{character}\ufe0f"
        if words := text_substitute(character):
            return words
        if is_invisible(character):
            return ""
        self.missing.add(character)
        return "" if unicodedata.category(character).startswith("M") else _REPLACEMENT

    def _face_for(self, character: str) -> Face | None:
        return next((face for face in self.faces if face.has(character)), None)

    def runs(self, text: str, *, rtl: bool | None = None) -> list[Run]:
        """Cleaned text as runs from left to right. A combining mark or a space keeps the face before it, so that joined
        letters are shaped together. `rtl`: the paragraph's direction (that of the text itself, if not given)."""
        clusters = grapheme_clusters(text)
        faces = self._choose_faces(clusters)
        if not has_right_to_left(text):
            return _build_runs(clusters, faces, [0] * len(clusters), range(len(clusters)))
        levels = embedding_levels(clusters, rtl=is_right_to_left(text) if rtl is None else rtl)
        return _build_runs(clusters, faces, levels, visual_order(levels))

    def _choose_faces(self, clusters: Sequence[str]) -> list[Face | None]:
        faces: list[Face | None] = []
        before: Face | None = None
        for place, cluster in enumerate(clusters):
            if self._has_emoji(cluster) or cluster in (FSI, PDI):
                faces.append(None)
                continue
            character = cluster[0]
            stays = before and before.has(character) and not unicodedata.category(character).startswith("L")
            face = before if stays else self._face_for(character)
            before = face = face or self.faces[-1]
            faces.append(
                fonts.latin_variant(face)
                if character in _AMBIGUOUS_WIDTH and not _beside_wide(clusters, place)
                else face
            )
        return faces

    # --- measuring and line breaking

    def width(self, text: str, *, rtl: bool | None = None) -> float:
        """The width of cleaned text in pixels."""
        if len(text) > 40 or rtl is not None:
            return sum(self._run_width(run) for run in self.runs(text, rtl=rtl))
        if text not in self._widths:
            if len(self._widths) >= MAX_CACHED_WIDTHS:
                self._widths.clear()
            self._widths[text] = sum(self._run_width(run) for run in self.runs(text))
        return self._widths[text]

    def _run_width(self, run: Run) -> float:
        if run.face is None:
            assert self.emoji is not None
            return self.emoji.width(self.size) * len(run.clusters)
        return run.face.at(self.size).getlength(run.text, direction=run.direction)

    def lines(self, text: str, width: int, max_lines: int) -> list[str]:
        """`text` in at most `max_lines` lines of at most `width` pixels; what does not fit ends in an ellipsis."""
        words = _breakable(self.clean(text))
        lines: list[str] = []
        line = ""
        while words and len(lines) <= max_lines:
            word = words.pop(0)
            if self.width((line + word).rstrip()) <= width:
                line += word
            elif line.strip():
                lines.append(line.rstrip())
                line = ""
                words.insert(0, word.lstrip())
            else:
                # A word wider than the line is cut between clusters.
                head, tail = self._cut(word, width)
                lines.append(head)
                words.insert(0, tail)
        if line.strip():
            lines.append(line.rstrip())
        if len(lines) > max_lines:
            lines = [*lines[: max_lines - 1], self._ellipsized(lines[max_lines - 1] + "…", width)]
        return lines

    def line(self, text: str, width: int) -> str:
        """`text` as one line of at most `width` pixels."""
        return self._ellipsized(self.clean(text), width)

    def _cut(self, word: str, width: int) -> tuple[str, str]:
        clusters = grapheme_clusters(word)
        fits, too_many = 1, len(clusters) + 1
        while too_many - fits > 1:
            middle = (fits + too_many) // 2
            fits, too_many = (middle, too_many) if self.width("".join(clusters[:middle])) <= width else (fits, middle)
        return "".join(clusters[:fits]), "".join(clusters[fits:])

    def _ellipsized(self, line: str, width: int) -> str:
        if self.width(line) <= width:
            return line
        clusters = grapheme_clusters(line.rstrip("…"))
        fits, too_many = 0, len(clusters) + 1
        while too_many - fits > 1:
            middle = (fits + too_many) // 2
            kept = "".join(clusters[:middle]).rstrip() + "…"
            fits, too_many = (middle, too_many) if self.width(kept) <= width else (fits, middle)
        return "".join(clusters[:fits]).rstrip() + "…"

    # --- drawing

    def draw(
        self,
        canvas: Image.Image,
        origin: tuple[float, float],
        line: str,
        fill: Colour,
        *,
        width: int = 0,
        align: str = "start",
        rtl: bool | None = None,
    ) -> None:
        """Draw one line that was made by `line` or `lines`; `origin` is the left end of its baseline.

        Within `width`, `align` may be "start" (the right for right-to-left text), "left", "middle" or "end".
        `rtl`: the direction of the paragraph that the line is of (that of the line itself, if not given).
        """
        x, baseline = origin
        right_to_left = is_right_to_left(line) if rtl is None else rtl
        runs = self.runs(line, rtl=right_to_left)
        widths = [self._run_width(run) for run in runs]
        slack = width - sum(widths) if width else 0
        if align == "middle":
            x += slack / 2
        elif align == "end" or (align == "start" and right_to_left):
            x += slack
        draw = ImageDraw.Draw(canvas)
        for run, wide in zip(runs, widths, strict=True):
            if run.face is None:
                self._draw_emoji(canvas, run, (x, baseline))
            else:
                font = run.face.at(self.size)
                draw.text((x, baseline), run.text, font=font, fill=fill, anchor="ls", direction=run.direction)
            seen = tuple(reversed(run.clusters)) if run.rtl else run.clusters
            self.drawn.append(DrawnRun(x, baseline, wide, self.size, seen))
            x += wide

    def _draw_emoji(self, canvas: Image.Image, run: Run, origin: tuple[float, float]) -> None:
        assert self.emoji is not None
        x, baseline = origin
        for cluster in run.clusters:
            image = self.emoji.drawn(cluster, self.size)
            canvas.paste(image, (round(x), round(baseline - 0.8 * image.height)), image)
            x += self.emoji.width(self.size)


def _build_runs(
    clusters: Sequence[str], faces: Sequence[Face | None], levels: Sequence[int], order: Sequence[int]
) -> list[Run]:
    """Clusters in visual order, neighbours of one face and one embedding level joined into a run."""
    runs: list[Run] = []
    last = -1
    for place in order:
        if clusters[place] in (FSI, PDI):
            continue
        right_to_left = levels[place] % 2 == 1
        together = last >= 0 and faces[place] == faces[last] and levels[place] == levels[last]
        if together:
            before = runs.pop().clusters
            runs.append(
                Run(
                    faces[place],
                    (clusters[place], *before) if right_to_left else (*before, clusters[place]),
                    right_to_left,
                )
            )
        else:
            runs.append(Run(faces[place], (clusters[place],), right_to_left))
        last = place
    return runs


def _beside_wide(clusters: Sequence[str], place: int) -> bool:
    around = (*clusters[max(0, place - 1) : place], *clusters[place + 1 : place + 2])
    return any(is_wide(cluster[0]) for cluster in around)


def _breakable(text: str) -> list[str]:
    """Text split where a line may be broken: after spaces, and between Chinese, Japanese, Korean characters and emoji."""
    words: list[str] = []
    opened, last = False, ""
    for cluster in grapheme_clusters(text):
        alone = is_wide(cluster[0]) or is_emoji(cluster)
        closing = cluster == PDI or unicodedata.category(cluster[0]) in ("Po", "Pe", "Pf")
        before = words[-1] if words else ""
        if words and (opened or cluster.isspace() or (closing and before.strip())):
            words[-1] += cluster
        elif alone or not words or before[-1].isspace() or is_wide(last[-1]) or is_emoji(last):
            words.append(cluster)
        else:
            words[-1] += cluster
        last = cluster
        opened = cluster == FSI or unicodedata.category(cluster[0]) in ("Ps", "Pi")
    return words
