"""What a run came to, and what differs between one that was interrupted and one that was not."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from bot.runtime.texts import Texts
from bot.sessions.album.content import Album, AlbumBuilder
from bot.sessions.model import Session
from config.settings import LOCALES_FOLDER, Settings
from tests.crash.verdict import read_books
from tests.crash_sessions.database import Database
from tests.crash_sessions.stage import THEME, Stage, Standing

_TIME = re.compile(r"\d\d:\d\d:\d\d|\d+ (?:seconds|minutes)")


@dataclass(slots=True)
class Course:
    """What one run came to."""

    session: Session
    story: Album
    seeds: list[int]
    pictures: list[str]
    billed: int
    paid_twice: int
    unsound: list[str]
    album: list[str]
    page: list[str]
    standing: list[Standing]
    handles: frozenset[str]
    counted_strays: int
    complaints: list[str]
    kills: Counter[tuple[int, str]] = field(default_factory=Counter)

    def strays(self) -> list[Standing]:
        """What stands there and belongs to no post: a create whose answer a kill took."""
        return [message for message in self.standing if message.handle not in self.handles]

    def owned(self) -> list[Standing]:
        """What stands there and should."""
        return [message for message in self.standing if message.handle in self.handles]


@dataclass(slots=True)
class Verdict:
    """Two runs compared. `problems` has a line for everything that must not be."""

    kills: int = 0
    same_album: bool = True
    paid_twice: int = 0
    posted_twice: int = 0
    strays: int = 0
    problems: list[str] = field(default_factory=list)
    seconds: float = 0.0


async def course_of(
    session: Session,
    database: Database,
    settings: Settings,
    record: dict[str, Any],
    stage: Stage,
    standing: list[Standing],
    kills: Counter[tuple[int, str]],
) -> Course:
    """Look at everything that a run has left: database, pictures, the studio's record, the chat."""
    texts = Texts(LOCALES_FOLDER)
    pictures = settings.data_dir / "pictures"
    books = await read_books(settings.store_url)
    seeds = {str(row["key"]): int(row["seed"]) for row in books.pictures}
    keys = [candidate.picture for candidate in session.candidates()]
    billed = int(record["summary"]["pictures_billed"])
    unsound = list(books.audit)
    if (ours := sum(int(row["pictures"]) for row in books.costs)) != billed:
        unsound.append(f"the studio billed {billed} pictures, the account book says {ours}")
    album_words = texts.say(session.language, "album-post", theme=THEME)
    return Course(
        session=session,
        story=AlbumBuilder(texts, settings.zone, uses_studio=False).build(session, session.language),
        seeds=[seeds[key] for key in keys],
        pictures=[_digest((pictures / key).read_bytes()) for key in keys],
        billed=billed,
        paid_twice=_paid_twice(record),
        unsound=unsound,
        album=[_digest(each) for message in standing if album_words in message.text for each in message.pictures],
        page=[_digest(each) for message in standing for each in message.files],
        standing=standing,
        handles=stage.handles(database),
        counted_strays=sum(int(post["strays"]) for post in books.posts),
        complaints=stage.complaints(),
        kills=kills,
    )


def compared(whole: Course, cut: Course, *, edits: bool, rounds: int) -> Verdict:
    """What is different that must not be. `edits`: whether the platform's messages can change."""
    verdict = Verdict(kills=cut.kills.total(), paid_twice=cut.paid_twice)
    _albums(verdict, whole, cut)
    _money(verdict, whole, cut)
    _chat(verdict, whole, cut, edits=edits)
    for number in range(1, rounds + 1):
        for phase in ("gathering", "painting", "hanging", "voting"):
            if cut.kills[number, phase] != 2:
                verdict.problems.append(f"{cut.kills[number, phase]} kills while {phase} in round {number}, not 2")
    if cut.kills[rounds, "ended"] < 2:
        verdict.problems.append("fewer than 2 kills while the album was made")
    for run, name in ((whole, "uninterrupted"), (cut, "interrupted")):
        verdict.problems += [f"{name}: the platform complains: {line}" for line in run.complaints[:5]]
    return verdict


def _albums(verdict: Verdict, whole: Course, cut: Course) -> None:
    same = {
        "story": whole.story == cut.story,
        "seeds": whole.seeds == cut.seeds,
        "pictures": whole.pictures == cut.pictures,
        "album as it arrived": len(whole.album) == 1 and whole.album == cut.album[:1],
        "page as it arrived": len(whole.page) > 0 and whole.page == cut.page[: len(whole.page)],
    }
    verdict.same_album = all(same.values())
    verdict.problems += [f"not the same: {what}" for what, is_same in same.items() if not is_same]
    if len(set(cut.pictures)) != len(cut.pictures):
        verdict.problems.append("two candidates have the same picture: nothing is proven")


def _money(verdict: Verdict, whole: Course, cut: Course) -> None:
    for run, name in ((whole, "uninterrupted"), (cut, "interrupted")):
        verdict.problems += [f"{name}: the ledgers are unsound: {line}" for line in run.unsound]
        if run.billed != len(run.pictures):
            verdict.problems.append(f"{name}: {run.billed} pictures billed, {len(run.pictures)} in the album")
    if cut.paid_twice or whole.paid_twice:
        verdict.problems.append(f"{cut.paid_twice} pictures were paid twice ({whole.paid_twice} uninterrupted)")


def _chat(verdict: Verdict, whole: Course, cut: Course, *, edits: bool) -> None:
    """The same messages; beside them at most short texts that a kill left."""
    showing = [message for message in cut.strays() if message.pictures or message.files]
    verdict.posted_twice = len(showing) + max(0, len(cut.album) - 1) + max(0, len(cut.page) - len(whole.page))
    verdict.strays = len(cut.strays()) - len(showing)
    passed = Texts(LOCALES_FOLDER).say(whole.session.language, "session-card-moved")
    ours, theirs = _gist(cut.owned(), passed, edits=edits), _gist(whole.owned(), passed, edits=edits)
    if missing := theirs - ours:
        verdict.problems.append(f"does not stand in the chat: {list(missing.elements())}")
    if more := ours - theirs:
        verdict.problems.append(f"stands in the chat beside what should: {list(more.elements())}")
    if verdict.posted_twice:
        verdict.problems.append(f"{verdict.posted_twice} pictures or files were posted twice")
    for run, name in ((whole, "uninterrupted"), (cut, "interrupted")):
        # The bot itself counts what it may have left, before it tries again.
        if len(run.strays()) > run.counted_strays:
            texts = [message.text[:60] for message in run.strays()]
            verdict.problems.append(f"{name}: {len(texts)} stray messages, {run.counted_strays} counted: {texts}")


def _gist(messages: list[Standing], passed: str, *, edits: bool) -> Counter[tuple[str, ...]]:
    """What must be the same of messages. Where nothing can change, a message has the words of the moment at which it was
    sent (how many ideas there were), and some are said only every 15 s: there, of those that show something or head a phase,
    the first two lines. Without those that only say that the session has gone on (`passed`): whether there is one depends on
    whether its phase was still on when it was its card's turn to be sent."""
    found: Counter[tuple[str, ...]] = Counter()
    for message in messages:
        shown = tuple(sorted(_digest(each) for each in (*message.pictures, *message.files)))
        words = _TIME.sub("…", message.text)
        if not shown and words.endswith(passed):
            continue
        if not edits:
            if not shown and "🎨" not in words:
                continue
            words = "\n".join(words.splitlines()[:2])
        found[(words, *shown)] += 1
    return found


def _paid_twice(record: dict[str, Any]) -> int:
    """Pictures for which the studio billed more than once."""
    billed: defaultdict[tuple[str, int], int] = defaultdict(int)
    for task in record["tasks"]:
        billed[task["prompt"], task["seed"]] += bool(task["image_count"])
    return sum(count - 1 for count in billed.values() if count > 1)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]
