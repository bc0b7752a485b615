"""The result of a run, and the comparison of an interrupted one with an uninterrupted one."""

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
from tests.crash.sessions.database import Database
from tests.crash.sessions.group_chat import THEME, GroupChat, ShownMessage
from tests.crash.sessions.play import CHANGED_ROUND
from tests.crash.verdict import read_rows

_TIME = re.compile(r"\d\d:\d\d:\d\d|\d+ (?:seconds|minutes)|<t:\d+:\w>")


@dataclass(slots=True)
class RunResult:
    """The result of one run."""

    session: Session
    story: Album
    seeds: list[int]
    pictures: list[str]
    billed: int
    paid_twice: int
    unsound: list[str]
    album: list[str]
    page: list[str]
    messages: list[ShownMessage]
    handles: frozenset[str]
    counted_strays: int
    complaints: list[str]
    kills: Counter[tuple[int, str]] = field(default_factory=Counter)

    def strays(self) -> list[ShownMessage]:
        """Messages that belong to no post: creates whose answer was lost to a kill."""
        return [message for message in self.messages if message.handle not in self.handles]

    def owned(self) -> list[ShownMessage]:
        """Messages that belong to a post."""
        return [message for message in self.messages if message.handle in self.handles]


@dataclass(slots=True)
class Verdict:
    """Two runs compared. `problems` has a line for every violation."""

    kills: int = 0
    same_album: bool = True
    paid_twice: int = 0
    posted_twice: int = 0
    strays: int = 0
    problems: list[str] = field(default_factory=list)
    seconds: float = 0.0


async def result_of(
    session: Session,
    database: Database,
    settings: Settings,
    record: dict[str, Any],
    group: GroupChat,
    messages: list[ShownMessage],
    kills: Counter[tuple[int, str]],
) -> RunResult:
    """Collect everything that a run has left: database, pictures, the studio's record, the chat."""
    texts = Texts(LOCALES_FOLDER)
    pictures = settings.data_dir / "pictures"
    books = await read_rows(settings.store_url)
    seeds = {str(row["key"]): int(row["seed"]) for row in books.pictures}
    # The last winner as it was has no job: it was counted in its own round.
    keys = [candidate.picture for candidate in session.candidates() if not candidate.unchanged]
    billed = int(record["summary"]["pictures_billed"])
    unsound = list(books.audit)
    if (ours := sum(int(row["pictures"]) for row in books.costs)) != billed:
        unsound.append(f"the studio billed {billed} pictures, the account ledger says {ours}")
    album_words = texts.say(session.language, "album-post", theme=THEME)
    return RunResult(
        session=session,
        story=AlbumBuilder(texts, settings.zone, uses_studio=False).build(session, session.language),
        seeds=[seeds[key] for key in keys],
        pictures=[_digest((pictures / key).read_bytes()) for key in keys],
        billed=billed,
        paid_twice=_paid_twice(record),
        unsound=unsound,
        album=[_digest(each) for message in messages if album_words in message.text for each in message.pictures],
        page=[_digest(each) for message in messages for each in message.files],
        messages=messages,
        handles=group.handles(database),
        counted_strays=sum(int(post["unconfirmed_creates"]) for post in books.posts),
        complaints=group.complaints(),
        kills=kills,
    )


def compare(whole: RunResult, cut: RunResult, *, edits: bool, rounds: int) -> Verdict:
    """Compare. `edits`: whether the platform's messages can change."""
    verdict = Verdict(kills=cut.kills.total(), paid_twice=cut.paid_twice)
    _albums(verdict, whole, cut)
    _money(verdict, whole, cut)
    _chat(verdict, whole, cut, edits=edits)
    for number in range(1, rounds + 1):
        for phase in ("gathering", "painting", "assembling", "voting"):
            wanted = 3 if (number, phase) == (CHANGED_ROUND, "gathering") else 2
            if cut.kills[number, phase] != wanted:
                verdict.problems.append(
                    f"{cut.kills[number, phase]} kills while {phase} in round {number}, not {wanted}"
                )
    if cut.kills[rounds, "ended"] < 2:
        verdict.problems.append("fewer than 2 kills while the album was made")
    for run, name in ((whole, "uninterrupted"), (cut, "interrupted")):
        verdict.problems += [f"{name}: the platform complains: {line}" for line in run.complaints[:5]]
    return verdict


def _albums(verdict: Verdict, whole: RunResult, cut: RunResult) -> None:
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
        verdict.problems.append("two candidates have the same picture: the comparison proves nothing")


def _money(verdict: Verdict, whole: RunResult, cut: RunResult) -> None:
    for run, name in ((whole, "uninterrupted"), (cut, "interrupted")):
        verdict.problems += [f"{name}: the ledgers are unsound: {line}" for line in run.unsound]
        if run.billed != len(run.pictures):
            verdict.problems.append(f"{name}: {run.billed} pictures billed, {len(run.pictures)} in the album")
    if cut.paid_twice or whole.paid_twice:
        verdict.problems.append(f"{cut.paid_twice} pictures were paid twice ({whole.paid_twice} uninterrupted)")


def _chat(verdict: Verdict, whole: RunResult, cut: RunResult, *, edits: bool) -> None:
    """The same messages; besides, at most text messages whose create was interrupted by a kill."""
    showing = [message for message in cut.strays() if message.pictures or message.files]
    verdict.posted_twice = len(showing) + max(0, len(cut.album) - 1) + max(0, len(cut.page) - len(whole.page))
    verdict.strays = len(cut.strays()) - len(showing)
    passed = Texts(LOCALES_FOLDER).say(whole.session.language, "session-card-moved")
    ours, theirs = _gist(cut.owned(), passed, edits=edits), _gist(whole.owned(), passed, edits=edits)
    if missing := theirs - ours:
        verdict.problems.append(f"missing in the chat: {list(missing.elements())}")
    if more := ours - theirs:
        verdict.problems.append(f"shown in the chat in excess: {list(more.elements())}")
    if verdict.posted_twice:
        verdict.problems.append(f"{verdict.posted_twice} pictures or files were posted twice")
    for run, name in ((whole, "uninterrupted"), (cut, "interrupted")):
        # Before it retries a create, the app counts the message that the first try may have left.
        if len(run.strays()) > run.counted_strays:
            texts = [message.text[:60] for message in run.strays()]
            verdict.problems.append(f"{name}: {len(texts)} stray messages, {run.counted_strays} counted: {texts}")


def _gist(messages: list[ShownMessage], passed: str, *, edits: bool) -> Counter[tuple[str, ...]]:
    """The part of messages that must be the same. Where messages cannot change, one has the text of the moment at which it was
    sent (how many ideas there were), and some are sent only every 15 s: there it is the first two lines of those that show
    something or open a phase. Messages that only say that the session has moved on (`passed`) are left out: whether there is
    one depends on whether its phase was still current when its card was sent."""
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
    """How many pictures the studio billed more than once."""
    billed: defaultdict[tuple[str, int], int] = defaultdict(int)
    for task in record["tasks"]:
        billed[task["prompt"], task["seed"]] += bool(task["image_count"])
    return sum(count - 1 for count in billed.values() if count > 1)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]
