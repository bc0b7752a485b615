"""What an operator is told of missing fonts when Shenbi starts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.media import decoder_process
from bot.media.errors import ImageProblem
from bot.runtime.deferred import deferred
from bot.runtime.texts import Texts

if TYPE_CHECKING:
    from bot.media.typography.fonts import missing_glyphs
else:
    missing_glyphs = deferred("bot.media.typography.fonts", "missing_glyphs")


@dataclass(frozen=True, slots=True)
class MissingGlyphs:
    """Characters of a sample that this machine cannot draw, and the Debian package that has all of them."""

    kind: str
    letters: str
    package: str


@lru_cache(maxsize=1)
def find_missing_glyphs() -> tuple[MissingGlyphs, ...]:
    """What `fonts.missing_glyphs` finds, in a process of its own: Pillow and the fonts that it opens would take 10 MB for as long
    as this one runs. Empty, and logged, if that process fails. Blocks: call it in a thread."""
    try:
        return decoder_process.run(missing_glyphs)
    except ImageProblem:
        return ()


def missing_fonts(missing: tuple[MissingGlyphs, ...], texts: Texts, language: str) -> str:
    """One line on missing fonts and the packages to install; empty if none are missing."""
    if not missing:
        return ""
    kind = missing[0].kind if len(missing) == 1 else "both"
    return texts.say(language, "doctor-fonts-missing", kind=kind, packages=" ".join(each.package for each in missing))
