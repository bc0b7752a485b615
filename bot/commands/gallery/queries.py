"""The gallery: stored pictures, newest first, searched by words and style. Plain functions over a transaction, also for
the gallery page of the web room (`bot.commands.gallery.read_model`).

Others see a picture only if its person lets it be shown (`/settings gallery yes`, or the conversation's default where the
person said nothing) and it belongs to the conversation that is looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.access import Action, Decision, Principal, decide
from bot.adapter_api import GenerationRequest
from bot.grammar import vocabulary
from bot.grammar.vocabulary import fold
from bot.intake.permissions import job_resource
from bot.intake.preferences import Preferences
from bot.jobs.stored_request import stored_or_blank
from bot.store import Tx
from bot.store.rows import FoundPictureRow, GalleryPictureRow

MAX_QUERY_WORDS = 3
MAX_WORD_LENGTH = 60
NO_STYLE = "-"
"""Stands for the style of a word that names none: no job has it."""
MAX_PAGE_SIZE = 100
MAX_STARS = 1000
ROWS_PER_STEP = 200
"""Rows that are fetched at once where the words are compared here."""


@dataclass(frozen=True, slots=True)
class Query:
    """What to look for. `own`: the viewer's own pictures (with a `conversation_id` only those made there); otherwise those of
    `conversation_id` that may be shown to others.
    Every one of `words` (at most three count) must be in the prompt, or name its style; `style` is a style's name or empty."""

    viewer_id: int
    own: bool = True
    conversation_id: int = 0
    words: tuple[str, ...] = ()
    style: str = ""
    starred: bool = False


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last picture before a page: when its job was accepted, the job, its index among the job's pictures."""

    at: float = 1e15
    job_id: int = 2**62
    idx: int = 0

    def __str__(self) -> str:
        return f"{self.at!r}:{self.job_id}:{self.idx}"

    @classmethod
    def parse(cls, text: str) -> Cursor:
        """The inverse of `str`; the beginning for an empty text. Raises ValueError."""
        if not text:
            return cls()
        if not (found := _CURSOR.fullmatch(text)):
            raise ValueError(text[:40])
        return cls(float(found[1]), int(found[2]), int(found[3]))


_CURSOR = re.compile(r"(\d{1,15}\.\d{1,20}):(\d{1,18}):(\d{1,4})", re.ASCII)


@dataclass(frozen=True, slots=True)
class GalleryItem:
    """One picture of a gallery. `index` counts from 1 among the `of` pictures of its job. `cover`: it is covered wherever it is
    shown; `preferences` of its person say whether all of theirs are."""

    picture_id: int
    job_id: int
    index: int
    of: int
    key: str
    mime: str
    width: int
    height: int
    seed: int
    created_at: float
    request: GenerationRequest
    person_id: int
    user_id: str
    person_name: str
    starred: bool
    cover: bool
    preferences: Preferences

    @property
    def number(self) -> str:
        """The picture's number in commands: 42, or 42.2 for the second of several."""
        return number_of(self.job_id, self.index, self.of)


@dataclass(frozen=True, slots=True)
class GalleryPage:
    """Some pictures, whether there are more behind them, and where those begin."""

    pictures: tuple[GalleryItem, ...]
    more: bool
    end: Cursor = Cursor()


def number_of(job_id: int, index: int, of: int) -> str:
    """The number of a picture in commands; `index` counts from 1."""
    return f"{job_id}.{index}" if of > 1 else str(job_id)


def search(tx: Tx, query: Query, *, offset: int = 0, limit: int = 24, after: Cursor | None = None) -> GalleryPage:
    """A page of the gallery; `limit` is at most 100 pictures. `after` is the `end` of a page before."""
    limit, offset = max(1, min(limit, MAX_PAGE_SIZE)), max(0, offset)
    start = after or Cursor()
    if not query.words:
        rows = _rows(tx, query, start, limit + 1, offset)
    else:
        rows = []
        for row in _with_words(tx, query, start):
            if offset:
                offset -= 1
            else:
                rows.append(row)
            if len(rows) > limit:
                break
    end = _cursor(rows[:limit][-1]) if rows else start
    return GalleryPage(tuple(map(_shown, rows[:limit])), len(rows) > limit, end)


def visible_picture(
    tx: Tx, viewer: Principal, picture_id: int, *, include_conversation: bool = False
) -> GalleryPictureRow | None:
    """One picture as a row, if the viewer may find it in a gallery of their conversation; with `include_conversation` also if
    they may see it because it was posted there."""
    job_id = int(tx.value("access.job_of_picture", id=picture_id) or 0)
    actions = (Action.EXHIBIT, Action.SEE) if include_conversation else (Action.EXHIBIT,)
    resource = job_resource(tx, job_id)
    if all(decide(viewer, action, resource) is not Decision.ALLOWED for action in actions):
        return None
    return tx.one(GalleryPictureRow, "gallery.picture", picture_id=picture_id)


def found_picture(tx: Tx, viewer_id: int, picture_id: int) -> GalleryItem | None:
    """One picture as a search finds it. The caller has checked that the viewer may see it."""
    row = tx.one(FoundPictureRow, "gallery.found", viewer_id=viewer_id, picture_id=picture_id)
    return _shown(row) if row else None


def _with_words(tx: Tx, query: Query, start: Cursor) -> Iterator[FoundPictureRow]:
    """The query finds candidates: its pattern has a wildcard for each letter beyond ASCII. The exact comparison is made here,
    alike for both dialects."""
    while True:
        rows = _rows(tx, query, start, ROWS_PER_STEP, 0)
        for row in rows:
            if _matches(row, query.words[:MAX_QUERY_WORDS]):
                yield row
        if len(rows) < ROWS_PER_STEP:
            return
        start = _cursor(rows[-1])


def _matches(row: FoundPictureRow, words: tuple[str, ...]) -> bool:
    request = stored_or_blank(row.job_id, row.request)
    prompt = request.prompt.casefold()
    return all(w[:MAX_WORD_LENGTH].casefold() in prompt or _style(w) == request.style for w in words)


def _rows(tx: Tx, query: Query, after: Cursor, limit: int, offset: int) -> list[FoundPictureRow]:
    first, second, third = (*query.words[:MAX_QUERY_WORDS], *[""] * MAX_QUERY_WORDS)[:MAX_QUERY_WORDS]
    return tx.all(
        FoundPictureRow,
        f"gallery.search_{'own' if query.own else 'here'}",
        viewer_id=query.viewer_id,
        conversation_id=query.conversation_id,
        starred=int(query.starred),
        style=query.style if query.style in vocabulary.STYLES else "",
        first=_pattern(first),
        second=_pattern(second),
        third=_pattern(third),
        first_style=_style(first) or NO_STYLE,
        second_style=_style(second) or NO_STYLE,
        third_style=_style(third) or NO_STYLE,
        before_at=after.at,
        before_job=after.job_id,
        before_idx=after.idx,
        limit=limit,
        offset=offset,
    )


def _style(word: str) -> str:
    """The style that a word names; empty if it names none."""
    return vocabulary.STYLE_BY_WORD.get(fold(word), "")


def _pattern(word: str) -> str:
    """A LIKE pattern for prompts that may contain a word. SQLite folds the case of ASCII alone: other letters with two cases
    become a wildcard."""
    return f"%{''.join(map(_like, word[:MAX_WORD_LENGTH]))}%"


def _like(letter: str) -> str:
    if not letter.isascii() and (letter.lower() != letter or letter.upper() != letter):
        return "_"
    return "!" + letter if letter in "!%_" else letter


def _cursor(row: FoundPictureRow) -> Cursor:
    return Cursor(float(row.job_at), row.job_id, row.idx)


def _shown(row: FoundPictureRow) -> GalleryItem:
    request = stored_or_blank(row.job_id, row.request, row.model, row.n)
    return GalleryItem(
        picture_id=row.id,
        job_id=row.job_id,
        index=row.idx + 1,
        of=row.n,
        key=row.key,
        mime=row.mime,
        width=row.width,
        height=row.height,
        seed=row.seed,
        created_at=row.created_at,
        request=request,
        person_id=row.person_id,
        user_id=row.user_id,
        person_name=row.person_name,
        starred=bool(row.starred),
        cover=request.cover or bool(row.cover),
        preferences=Preferences.of(row.person_settings),
    )


def set_star(tx: Tx, person_id: int, job_id: int, wanted: bool) -> bool:
    """Star a job's pictures for a person, or take the star away. False if they have too many."""
    if not wanted:
        tx.run("gallery.unstar", person_id=person_id, job_id=job_id)
        return True
    if int(tx.value("gallery.count_stars", person_id=person_id)) >= MAX_STARS:
        return False
    tx.run("gallery.star", person_id=person_id, job_id=job_id, now=tx.now)
    return True
