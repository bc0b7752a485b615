"""The gallery: stored pictures, newest first, searched by words and style. Plain functions over a transaction, also for
the room's own gallery page (`page_json`).

Others see a picture only if its person lets it be shown (`/settings gallery yes`, or the conversation's default where the
person said nothing) and it belongs to the conversation that is looked at.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.chat import vocabulary
from bot.chat.people_words import HERE, STARRED
from bot.chat.vocabulary import fold
from bot.jobs.workers.context import request_of
from bot.messages import GenerationRequest
from bot.store import Row, Tx

MOST_WORDS = 3
MOST_WORD_CHARACTERS = 60
MOST_PAGE = 100
MOST_STARS = 1000


@dataclass(frozen=True, slots=True)
class Query:
    """What to look for. `own`: the viewer's own pictures; otherwise those of `conversation_id` (0: of all) that may be shown.
    Every one of `words` (at most three count) must be in the prompt; `style` is a style's name or empty."""

    viewer_id: int
    own: bool = True
    conversation_id: int = 0
    words: tuple[str, ...] = ()
    style: str = ""
    starred: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """One picture of a gallery. `index` counts from 1 among the `of` pictures of its job."""

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
    person_name: str
    starred: bool

    @property
    def number(self) -> str:
        """How people name it: 42, or 42.2 for the second of several."""
        return f"{self.job_id}.{self.index}" if self.of > 1 else str(self.job_id)


@dataclass(frozen=True, slots=True)
class Page:
    """Some pictures, and whether there are more behind them."""

    pictures: tuple[Shown, ...]
    more: bool


def search(tx: Tx, query: Query, *, offset: int = 0, limit: int = 24) -> Page:
    """A page of the gallery; `limit` is at most 100 pictures."""
    limit = max(1, min(limit, MOST_PAGE))
    words = [*query.words[:MOST_WORDS], *[""] * MOST_WORDS]
    where = "own" if query.own else "here" if query.conversation_id else "everywhere"
    rows = tx.all(
        f"gallery.search_{where}",
        viewer_id=query.viewer_id,
        conversation_id=query.conversation_id,
        starred=int(query.starred),
        style=f'%"style": "{query.style}"%' if query.style in vocabulary.STYLES else "%",
        first=_pattern(words[0]),
        second=_pattern(words[1]),
        third=_pattern(words[2]),
        limit=limit + 1,
        offset=max(0, offset),
    )
    return Page(tuple(map(_shown, rows[:limit])), len(rows) > limit)


def _pattern(word: str) -> str:
    """A pattern for requests in whose prompt a word is. What a person writes in a prompt is escaped in JSON, so that the
    end of the prompt can only be its real one."""
    if not word:
        return "%"
    inside = json.dumps(word[:MOST_WORD_CHARACTERS], ensure_ascii=False)[1:-1]
    for special in "!%_":
        inside = inside.replace(special, "!" + special)
    return f'%"prompt": "%{inside}%", "n": %'


def _shown(row: Row) -> Shown:
    return Shown(
        picture_id=row["id"],
        job_id=row["job_id"],
        index=row["idx"] + 1,
        of=row["n"],
        key=row["key"],
        mime=row["mime"],
        width=row["width"],
        height=row["height"],
        seed=row["seed"],
        created_at=row["created_at"],
        request=request_of(row),
        person_name=row["person_name"],
        starred=bool(row["starred"]),
    )


def query_of(viewer_id: int, conversation_id: int, text: str, options: dict[str, Any]) -> Query:
    """What `/gallery fox watercolor` looks for: styles, 'starred' and 'here' are taken out of the words."""
    words: list[str] = []
    style, starred, here = str(options.get("style", "")), False, False
    for word in text.split():
        if fold(word) in STARRED:
            starred = True
        elif fold(word) in HERE:
            here = True
        elif not style and fold(word) in vocabulary.STYLE_BY_WORD:
            style = vocabulary.STYLE_BY_WORD[fold(word)]
        else:
            words.append(word)
    return Query(viewer_id, not here, conversation_id if here else 0, tuple(words[:MOST_WORDS]), style, starred)


def set_star(tx: Tx, person_id: int, job_id: int, wanted: bool) -> bool:
    """Star a job's pictures for a person, or no longer. False if there are too many stars."""
    if not wanted:
        tx.run("gallery.unstar", person_id=person_id, job_id=job_id)
        return True
    if int(tx.value("gallery.count_stars", person_id=person_id)) >= MOST_STARS:
        return False
    tx.run("gallery.star", person_id=person_id, job_id=job_id, now=tx.now)
    return True


def page_json(page: Page) -> dict[str, Any]:
    """A page as JSON for a browser. Keys of the picture store are ours and say nothing about a person."""
    return {"pictures": _as_json(page.pictures), "more": page.more}


def _as_json(pictures: Sequence[Shown]) -> list[dict[str, Any]]:
    return [
        {
            "id": p.picture_id,
            "job": p.job_id,
            "number": p.number,
            "key": p.key,
            "width": p.width,
            "height": p.height,
            "seed": p.seed,
            "at": p.created_at,
            "prompt": p.request.prompt,
            "style": p.request.style,
            "model": p.request.model,
            "by": p.person_name,
            "starred": p.starred,
        }
        for p in pictures
    ]
