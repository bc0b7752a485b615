"""The app with its three platforms but without workers, with people and jobs in the database. Messages and presses are handled
by the real decoders and commands, and rendered as they would be posted, in a transaction that is rolled back afterwards."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from adapters.dingtalk import DingTalkAdapter
from adapters.dingtalk.frames import CARD_TOPIC
from adapters.telegram import TelegramAdapter
from adapters.web import WebAdapter
from adapters.web import decode as web
from bot.adapter_api import Ignored, Message, PostView, RawUpdate
from bot.app import App, build
from bot.grammar.parsing import Parsed
from bot.intake.images import ImageResult, size_of
from bot.intake.update_worker import UpdateWorker
from bot.jobs.claim import Claimed
from bot.outbox.reconciler import Reconciler
from bot.store import Tx
from bot.store.rows import InboxRow, PersonRow, PostRow
from config.settings import Settings
from tests.conformance.store.kit import Kit
from tests.databases import prepared
from tests.dingtalk.payloads import DIRECT, GROUP, arrived
from tests.raw_rows import raw_rows
from tests.telegram import payloads as telegram

PEOPLE = ("owner", "member", "ruler", "ruler elsewhere", "admin", "banned", "forgotten")
PLATFORMS = ("web", "telegram", "dingtalk")
RANKS = {("telegram", "command"), ("telegram", "press"), ("dingtalk", "command")}
"""How a platform says that a person administers a group. A shared web room has no administrator; DingTalk does not say so
    with a press."""


def user_id(platform: str, name: str) -> str:
    """A person's id on a platform."""
    number = PEOPLE.index(name) + 1
    return {"web": f"{number:020x}", "telegram": str(100 + number), "dingtalk": f"staff{number}"}[platform]


def chat_id(platform: str, name: str, where: str) -> str:
    """The address of a place: "there", "elsewhere", "workshop" (groups) or "alone"."""
    if where == "alone":
        person = user_id(platform, name)
        return {"web": f"~{person}", "telegram": person, "dingtalk": f"1:{person}"}[platform]
    place = ("there", "elsewhere", "workshop").index(where)
    return {"web": f"room{place}", "telegram": str(-1001000 - place), "dingtalk": f"cid{place}=="}[platform]


def rules(platform: str, name: str, where: str) -> bool:
    """Whether the platform says that a person administers the group of the message."""
    return platform != "web" and (name, where) in (
        ("ruler", "there"),
        ("ruler", "workshop"),
        ("ruler elsewhere", "elsewhere"),
    )


def update(platform: str, name: str, where: str, text: str, *, press: bool = False) -> RawUpdate:
    """What the platform sends when a person says `text`, or presses a button with the action `text`."""
    who, chat = user_id(platform, name), chat_id(platform, name, where)
    alone, rank = where == "alone", rules(platform, name, where)
    if platform == "web":
        person = {"id": who, "name": name, "language": "en"}
        if press:
            return web.press_update("event", chat, person, "p1", text, 1.8e9)
        return web.message_update("event", chat, person, text, [], None, 0.0)
    if platform == "telegram":
        sender = {"id": int(who), "is_bot": False, "first_name": name, "language_code": "en"}
        place = {"id": int(chat), "type": "private" if alone else "supergroup", "title": "Painters"}
        if press:
            return telegram.saved(telegram.press(place, text, **{"from": sender}), sender_admin=rank)
        said = telegram.message(place, text=text, **{"from": sender, "date": 0})
        return telegram.saved(said, sender_admin=rank)
    if press:
        data: dict[str, Any] = {
            "userId": who,
            "spaceType": "IM" if alone else "IM_GROUP",
            "spaceId": chat,
            "outTrackId": "track",
            "content": json.dumps({"cardPrivateData": {"params": {"action": text}}}),
        }
        return arrived(data, CARD_TOPIC).update
    shape = DIRECT if alone else GROUP | {"conversationId": chat}
    said = {"senderStaffId": who, "senderNick": name, "isAdmin": rank, "msgtype": "text", "createAt": 0}
    return arrived(shape | said | {"text": {"content": text}}).update


@dataclass(frozen=True)
class ActionResult:
    """The effects of a handled update: the views that are posted, and the kinds of objects that changed."""

    views: list[tuple[int, PostView]]
    changed: frozenset[str]
    sheets: str = ""
    """The specs of sheets that were requested."""

    @property
    def text(self) -> str:
        """The text of all views."""
        return "\n".join(view.text for _, view in self.views)

    @property
    def everything(self) -> str:
        """Everything that a reader could learn: texts, buttons, names and keys of pictures."""
        return repr(self.views) + self.sheets


Step = Callable[[Tx, "World", Kit, str], None]
"""Prepares a platform before its access is tried."""


class RolledBack(Exception):
    """Rolls a transaction back and returns its result."""

    def __init__(self, result: ActionResult) -> None:
        self.result = result


@dataclass(repr=False)
class World:
    """The jobs: (platform, place where it was made) -> the ids of a painted and of a waiting one."""

    app: App
    intake: UpdateWorker
    reconcilers: dict[str, Reconciler]
    jobs: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    objects: dict[tuple[str, str], int] = field(default_factory=dict)
    """(platform, object of `table.OBJECTS`) -> its number."""

    def handle(self, tx: Tx, platform: str, raw: RawUpdate, *, answers: str = "") -> int:
        """Save an update as the intake does; returns its number. `answers`: the key of the picture that it is a reply to."""
        number = int(value(tx, "SELECT COALESCE(max(id), 0) FROM inbox") + 1)
        event = f"event-{number}"
        tx.run("inbox.save", platform=platform, event_id=event, lane="", body=raw.body, now=tx.now)
        item = tx.get(InboxRow, "inbox.by_event", platform=platform, event_id=event)
        decoded = self.app.adapters[platform].decode(raw)
        parsed = self.intake._parse(decoded) if isinstance(decoded, Message) else None
        assert not isinstance(decoded, Ignored), decoded
        assert parsed or not isinstance(decoded, Message), raw
        found = ImageResult("quoted", answers, *(size_of(tx, answers) or (0, 0))) if answers else ImageResult("none")
        self.intake._handle(tx, item, decoded, parsed or Parsed("", ""), found)
        return int(item.id)

    async def say(
        self,
        platform: str,
        raw: RawUpdate,
        before: Callable[[Tx], object] | None = None,
        *,
        facts: Callable[[Tx], dict[str, Any]] | None = None,
        follow: Callable[[ActionResult], RawUpdate | None] = lambda result: None,
        answers: str = "",
    ) -> ActionResult:
        """The effects of a message, which is then rolled back. `follow`: a second message that replies to the answer."""
        facts = facts or _facts

        def work(tx: Tx) -> None:
            if before:
                before(tx)
            newest, then = int(value(tx, "SELECT COALESCE(max(id), 0) FROM post")), facts(tx)
            sheets = {row["key"] for row in raw_rows(tx, "SELECT key FROM rendered_sheet")}
            self.handle(tx, platform, raw, answers=answers)
            if next_ := follow(ActionResult(self.posted(tx, newest), frozenset())):
                self.handle(tx, platform, next_)
            changed = frozenset(name for name, now in facts(tx).items() if then[name] != now)
            new = [
                row["spec"] for row in raw_rows(tx, "SELECT key, spec FROM rendered_sheet") if row["key"] not in sheets
            ]
            raise RolledBack(ActionResult(self.posted(tx, newest), changed, "".join(new)))

        try:
            await self.app.store.write(work)
        except RolledBack as done:
            return done.result
        raise AssertionError("unreachable")

    def posted(self, tx: Tx, after: int = 0) -> list[tuple[int, PostView]]:
        """(conversation, what is posted there) of all posts behind `after`, rendered as their platform shows them."""
        found = []
        for row in raw_rows(tx, "SELECT * FROM post WHERE id > :after ORDER BY id", after=after):
            post = PostRow(**row)
            reconciler = self.reconcilers[post.platform]
            rendered = reconciler.renderers.render(tx, post, reconciler.capabilities)
            if rendered.view:
                found.append((post.conversation_id, rendered.view))
        return found


def value(tx: Tx, text: str) -> Any:
    """The one value of a query."""
    return tx._run(text, {}).fetchone()[0]


def _facts(tx: Tx) -> dict[str, Any]:
    """The state that actions of the matrix change."""
    return {
        "jobs": value(tx, "SELECT count(*) FROM job"),
        "stars": value(tx, "SELECT count(*) FROM star"),
        "deleted": value(tx, "SELECT count(*) FROM picture WHERE deleted_at IS NOT NULL"),
        "stopped": value(tx, "SELECT count(*) FROM job WHERE state = 'cancelled' OR cancel_requested = 1"),
        "menu": [
            row["payload"] for row in raw_rows(tx, "SELECT payload FROM post WHERE subject LIKE 'job:%' ORDER BY id")
        ],
        "calls": value(tx, "SELECT count(*) FROM chat_call"),
        "list": [
            tuple(row.values())
            for row in raw_rows(tx, "SELECT blend_id, key FROM blend_picture ORDER BY blend_id, key")
        ],
        "audit": value(tx, "SELECT count(*) FROM audit"),
    }


@asynccontextmanager
async def world(folder: Path, *more: Step) -> AsyncIterator[World]:
    """Shenbi with people of each kind on each platform, and a painted and a waiting job of the owner in the group and alone, each
    with a word in its prompt that nobody else uses. `more` is done before anything waits."""
    admins = [f"{platform}:{user_id(platform, 'admin')}" for platform in PLATFORMS]
    settings = Settings.model_validate(
        {
            "data_dir": folder,
            "language": "en",
            "keeping": {"low_disk_mb": 0},
            "upstream": {"accounts": [{"name": "main", "keys": ["sk-test-0001"]}]},
            "access": {"admins": admins},
            "limits": {
                "waiting_jobs": 0,
                "requests_per_minute": 0,
                "pictures_per_day": 0,
                "daily_yuan": 100000,
                "running_jobs": 50,
                "open_batches": 0,
                "hosted_sessions": 0,
            },
            "telegram": {"bot_token": "123456:a-token-of-the-matrix"},
            "dingtalk": {"client_id": "ding-app", "client_secret": "very-secret"},
            "web": {"port": 0},
        }
    )
    async with build(prepared(settings), adapters=[WebAdapter, TelegramAdapter, DingTalkAdapter]) as app:
        intake = next(loop for loop in app.loops if isinstance(loop, UpdateWorker))
        reconcilers = {loop.adapter.name: loop for loop in app.loops if isinstance(loop, Reconciler)}
        made = World(app, intake, reconcilers)
        kit = Kit(app.store, app.manager, app.context)
        # All painted jobs first: a waiting one would be claimed before them.
        for step in (_paint, *more, _queue, _introduce):
            for platform in PLATFORMS:
                await app.store.write(step, made, kit, platform)
        yield made


def secret_of(platform: str, made: str) -> str:
    """The word that only the prompts of these jobs contain."""
    return f"secret{platform}{made.replace(' ', '')}"


PLACES = {"in the group": "there", "one to one": "alone", "forgotten": "there"}
"""The places where the jobs of each kind were requested."""


def _ask(tx: Tx, made: World, platform: str, what: str) -> int:
    """Request a job; returns its number. The erased person has no other data."""
    name = "forgotten" if what == "forgotten" else "owner"
    made.handle(tx, platform, update(platform, name, PLACES[what], f"/imagine {secret_of(platform, what)} --n 1"))
    return int(value(tx, "SELECT max(id) FROM job"))


def _paint(tx: Tx, made: World, kit: Kit, platform: str) -> None:
    for what in PLACES:
        number = _ask(tx, made, platform, what)
        tx._run("UPDATE pool SET next_submit_at = 0", {})
        claimed = kit.claim(tx)
        assert isinstance(claimed, Claimed)
        assert claimed.job.id == number
        kit.accept_upstream(tx, claimed)
        kit.finish(tx, number)
        made.jobs[platform, what] = (number, 0)


def _queue(tx: Tx, made: World, kit: Kit, platform: str) -> None:
    for what in PLACES:
        made.jobs[platform, what] = (made.jobs[platform, what][0], _ask(tx, made, platform, what))


def _introduce(tx: Tx, made: World, kit: Kit, platform: str) -> None:
    """Everybody has written everywhere; then one person is banned, and one is being erased."""
    for name in PEOPLE:
        for where in ("alone", "there", "elsewhere"):
            made.handle(tx, platform, update(platform, name, where, "/help"))
    gone, banned = (
        tx.get(PersonRow, "people.find_person", platform=platform, user_id=user_id(platform, name)).id
        for name in ("forgotten", "banned")
    )
    tx.run("erasure.begin", person_id=gone, up_to_job=made.jobs[platform, "forgotten"][1], unlink_at=tx.now + 1e6)
    tx.run("people.set_banned", id=banned, banned=1)
