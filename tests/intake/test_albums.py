"""Several images of one message, and albums: several messages that were sent as one. Time is moved by the tests."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from bot.app import App, build
from bot.intake import albums, blend_list, update_worker
from bot.intake.image_fetcher import ImageFetcher
from bot.intake.images import ImageResult
from bot.intake.last_images import LastImages
from bot.intake.update_worker import UpdateWorker
from bot.outbox.reconciler import Reconciler
from bot.runtime import failpoints
from bot.store.rows import BlendRow, ConversationRow, InboxRow, JobRow, PostRow
from bot.store.rows.people import PersonRow
from config.settings import Settings
from studio.server import Studio
from tests.clock import DrivenClock
from tests.databases import prepared
from tests.pictures import COLOURS, colour_of, coloured
from tests.scripted import ScriptedPlatform

PHOTOS = {name: coloured(name) for name in COLOURS}


@dataclass
class Bench:
    """The intake of an app: a platform that brings messages, and the worker that handles them when a test says so."""

    app: App
    clock: DrivenClock
    chat: ScriptedPlatform
    worker: UpdateWorker
    _orders: Any = field(default_factory=lambda: itertools.count(1))

    async def send(self, text: str = "", *pictures: str | bytes, user: str = "ann", **more: Any) -> str:
        """A person sends a message, by default in their own chat; pictures are named by their colour. Returns its id."""
        handles = [self.chat._add_image(PHOTOS.get(each, b"") if isinstance(each, str) else each) for each in pictures]
        message = {
            "text": text, "images": handles, "quote": None, "user": user, "chat": more.get("group", user), "language": "en",
            "admin": False, "direct": "group" not in more, "album_order": next(self._orders), **more,
        }  # fmt: skip
        return await self.chat.push(message)

    async def album(self, id: str, colours: Sequence[str], words: str = "", at: int = 0, **more: Any) -> list[str]:
        """A person sends an album, with words under one picture (counted from 0)."""
        return [
            await self.send(words if index == at else "", colour, album=id, **more)
            for index, colour in enumerate(colours)
        ]

    async def work(self) -> float:
        """Handle everything that is due; returns when the next is (unix seconds)."""
        while (due := await self.worker.once()) <= self.clock.now():
            pass
        return due

    async def settle(self) -> None:
        """Let all albums become complete, and handle them."""
        await self.work()
        self.clock.advance(albums.SETTLE_S)
        await self.work()

    async def row(self, event: str) -> InboxRow:
        return await self.app.store.read(
            lambda tx: tx.get(InboxRow, "inbox.by_event", platform="scripted", event_id=event)
        )

    async def states(self, events: Sequence[str]) -> list[str]:
        return [(await self.row(event)).state for event in events]

    async def colours(self, event: str) -> list[str]:
        """The images that a message was found to mean, by colour."""
        return await self.colours_of(ImageResult.from_json(json.loads((await self.row(event)).image_result)).images)

    async def colours_of(self, keys: Sequence[str]) -> list[str]:
        return [colour_of(await self.app.pictures.get(key)) for key in keys]

    async def jobs(self, person: int = 1) -> list[JobRow]:
        return await self.app.store.read(
            lambda tx: tx.all(JobRow, "jobs.recent_of_person", person_id=person, limit=100)
        )

    async def answers(self, chat: str = "ann") -> list[list[str]]:
        """The texts of the bot's answers that a chat shows, by their ids, oldest first."""

        def read(tx: Any) -> list[PostRow]:
            where = tx.get(ConversationRow, "people.find_conversation", platform="scripted", chat_id=chat, thread_id="")
            return list(tx.all(PostRow, "posts.newest_here", conversation_id=where.id, limit=100))

        posts = await self.app.store.read(read)
        kept = [post for post in reversed(posts) if post.kind == "note" and post.desired != "gone"]
        return [[line[0] for line in json.loads(post.payload)["lines"]] for post in kept]

    async def proposed(self) -> tuple[list[str], str]:
        """The images of the only list that is shown before it is painted, by colour, and its words."""
        keys, asked = await self.app.store.read(
            lambda tx: (
                blend_list.keys_of(tx, 1),
                tx.get(BlendRow, "blends.read", id=1).asked,
            )
        )
        return await self.colours_of(keys), json.loads(asked)[0]["text"]

    async def last_images(self, chat: str = "ann") -> LastImages:
        where = await self.app.store.read(
            lambda tx: tx.get(
                ConversationRow, "people.find_conversation", platform="scripted", chat_id=chat, thread_id=""
            )
        )
        return LastImages.parse(where.last_image)

    def restarted_worker(self) -> None:
        """Another process takes over, once the leases of the one that died are over."""
        self.worker = UpdateWorker(self.worker.services)
        self.clock.advance(self.worker.lease_s + 1)


@pytest.fixture
async def bench(tmp_path: Path, studio: Studio) -> AsyncIterator[Bench]:
    clock, chat = DrivenClock(), ScriptedPlatform()
    upstream = {"base_url": studio.base_url, "accounts": [{"name": "main", "keys": ["sk-test-0001"]}]}
    made = Settings.model_validate(
        {"data_dir": tmp_path, "upstream": upstream, "language": "en", "keeping": {"low_disk_mb": 0}}
    )
    async with build(prepared(made), clock, adapters=[chat]) as app:
        worker = next(loop for loop in app.loops if isinstance(loop, UpdateWorker))
        saving = asyncio.create_task(app.inbox.run())
        try:
            yield Bench(app, clock, chat, worker)
        finally:
            saving.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await saving


def reference_of(job: JobRow) -> str:
    return str(json.loads(job.request)["reference"]["image"])


# --- several images of one message


async def test_message__all_its_images_are_fetched_in_order(bench: Bench) -> None:
    event = await bench.send("/restyle watercolor", "blue", "red", "green")
    await bench.work()
    assert await bench.colours(event) == ["blue", "red", "green"]
    (job,) = await bench.jobs()
    assert await bench.colours_of([reference_of(job)]) == ["blue"]
    assert await bench.answers() == [["first-of-several"]]


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_message__unreadable_image_among_several_is_named_and_nothing_is_painted(
    bench: Bench, language: str
) -> None:
    damaged = PHOTOS["red"][:200]
    await bench.send("/restyle watercolor", "blue", damaged, "green", language=language)
    await bench.work()
    assert await bench.jobs() == []
    assert await bench.answers() == [["image-of-several"]]
    reconciling = next(loop for loop in bench.app.loops if isinstance(loop, Reconciler))
    await reconciling.once()
    (shown,) = bench.chat.visible()
    number = {"en": "Picture 2 of 3 cannot be read", "zh": "3 张图片里的第 2 张读不了"}[language]
    assert number in shown.view.text
    assert {"en": "damaged", "zh": "坏了"}[language] in shown.view.text


async def test_message__more_images_than_are_taken_are_refused_as_a_whole(bench: Bench) -> None:
    event = await bench.send("/restyle watercolor", *["blue"] * 12)
    await bench.work()
    assert await bench.jobs() == []
    assert await bench.answers() == [["too-many-images"]]
    assert json.loads((await bench.row(event)).image_result)["arguments"] == {"count": 12, "limit": 10}


async def test_message__its_images_are_asked_about_once_and_meant_together_by_what_follows(bench: Bench) -> None:
    await bench.send("", "blue", "red")
    await bench.work()
    assert await bench.answers() == [["ask-style", "ask-style-first", "ask-style-or-blend"]]
    event = await bench.send("/restyle watercolor")
    await bench.work()
    assert await bench.colours(event) == ["blue", "red"]


# --- albums


@pytest.mark.parametrize("at", [0, 1, 2])
async def test_album__waits_until_it_is_complete_and_is_acted_on_once(bench: Bench, at: int) -> None:
    events = await bench.album("77", ["red", "green", "blue"], "/restyle watercolor", at)
    assert await bench.work() == bench.clock.now() + albums.SETTLE_S
    assert await bench.states(events) == ["saved"] * 3
    bench.clock.advance(albums.SETTLE_S)
    await bench.work()
    assert await bench.states(events) == ["handled"] * 3
    assert await bench.colours(events[at]) == ["red", "green", "blue"]
    (job,) = await bench.jobs()
    assert await bench.colours_of([reference_of(job)]) == ["red"]
    assert job.reply_to == events[at]
    assert await bench.answers() == [["first-of-several"]]


async def test_album__is_in_the_order_of_its_messages_however_they_arrive(bench: Bench) -> None:
    """Telegram's webhook may deliver two updates at once."""
    await bench.send("", "blue", album="77", album_order=3)
    words = await bench.send("/restyle watercolor", "red", album="77", album_order=1)
    await bench.send("", "green", album="77", album_order=2)
    await bench.settle()
    assert await bench.colours(words) == ["red", "green", "blue"]


async def test_album__every_further_message_prolongs_the_wait_up_to_a_limit(bench: Bench) -> None:
    """The waits are not counted as attempts, after which an update is given up."""
    events: list[str] = []
    began = bench.clock.now()
    while True:
        events.append(await bench.send("" if events else "/restyle watercolor", "red", album="77"))
        due = await bench.work()
        if due > bench.clock.now() + albums.SETTLE_S:  # Nothing is open any more.
            break
        assert (await bench.row(events[0])).attempts == 0
        bench.clock.advance(albums.SETTLE_S - 0.1)
    waited = bench.clock.now() - began
    assert albums.ALBUM_S <= waited < albums.ALBUM_S + albums.SETTLE_S
    assert (await bench.row(events[0])).state == "handled"


async def test_album__that_is_full_does_not_wait(bench: Bench) -> None:
    events = await bench.album("77", ["red"] * 10, "/restyle watercolor")
    await bench.work()
    assert await bench.states(events) == ["handled"] * 10


async def test_album__holds_up_its_chat_alone_and_keeps_its_order(bench: Bench) -> None:
    album = await bench.album("77", ["red", "green"], "/restyle watercolor")
    after = await bench.send("/styles")
    other = await bench.send("/styles", user="bob")
    await bench.work()
    assert await bench.states([*album, after, other]) == ["saved", "saved", "saved", "handled"]
    bench.clock.advance(albums.SETTLE_S)
    await bench.work()
    assert await bench.states([*album, after]) == ["handled"] * 3
    rows = [await bench.row(event) for event in (album[0], after)]
    assert [row.id for row in rows] == sorted(row.id for row in rows)


async def test_album__picture_that_comes_late_is_left_out_and_said_to_be(bench: Bench) -> None:
    await bench.album("77", ["red", "green"], "/restyle watercolor")
    await bench.settle()
    for colour in ("blue", "yellow"):
        await bench.send("", colour, album="77")
        await bench.work()
    assert len(await bench.jobs()) == 1
    assert await bench.answers() == [["first-of-several"], ["album-late"]]
    assert await bench.colours_of((await bench.last_images()).images) == ["red", "green", "blue", "yellow"]


async def test_album__without_words_is_asked_about_once_and_meant_as_a_whole(bench: Bench) -> None:
    await bench.album("77", ["red", "green"])
    await bench.settle()
    await bench.send("", "blue", album="77")  # Late.
    await bench.settle()
    assert await bench.answers() == [["ask-style", "ask-style-first", "ask-style-or-blend"]]
    event = await bench.send("/restyle watercolor")
    await bench.work()
    assert await bench.colours(event) == ["red", "green", "blue"]


async def test_album__words_that_come_late_mean_all_of_it_and_withdraw_the_question(bench: Bench) -> None:
    await bench.album("77", ["red", "green"])
    await bench.settle()
    event = await bench.send("/restyle watercolor", "blue", album="77")
    await bench.settle()
    assert await bench.colours(event) == ["red", "green", "blue"]
    assert len(await bench.jobs()) == 1
    assert await bench.answers() == [["first-of-several"]]


async def test_album__words_under_several_pictures_are_each_about_their_own(bench: Bench) -> None:
    first = await bench.send("/restyle watercolor", "red", album="77")
    await bench.send("", "green", album="77")
    third = await bench.send("/restyle sketch", "blue", album="77")
    await bench.settle()
    assert await bench.colours(first) == ["red"]
    assert await bench.colours(third) == ["blue"]
    assert len(await bench.jobs()) == 2
    assert await bench.answers() == []


async def test_album__with_something_unreadable_is_not_painted(bench: Bench) -> None:
    await bench.send("/restyle watercolor", "red", album="77")
    await bench.send("", album="77", unreadable="video")
    await bench.settle()
    assert await bench.jobs() == []
    assert await bench.answers() == [["attachment-unreadable"]]


async def test_album__damaged_picture_of_it_is_named(bench: Bench) -> None:
    await bench.send("/restyle watercolor", "red", album="77")
    await bench.send("", PHOTOS["blue"][:200], album="77")
    await bench.settle()
    assert await bench.jobs() == []
    assert await bench.answers() == [["image-of-several"]]


async def test_album__two_of_two_people_in_a_group_at_once(bench: Bench) -> None:
    group: dict[str, Any] = {"group": "club", "addressed": True}
    anns = await bench.send("/restyle watercolor", "red", album="a", **group)
    bobs = await bench.send("", "green", album="b", user="bob", group="club")
    await bench.send("", "blue", album="a", group="club")
    words = await bench.send("/restyle sketch", "yellow", album="b", user="bob", **group)
    await bench.settle()
    assert await bench.colours(anns) == ["red", "blue"]
    assert await bench.colours(words) == ["green", "yellow"]
    assert [len(await bench.jobs(person)) for person in (1, 2)] == [1, 1]
    assert (await bench.row(bobs)).person_id == 2


async def test_album__that_is_not_for_the_bot_may_be_meant_by_the_next_command(bench: Bench) -> None:
    events = await bench.album("77", ["red", "green"], "the holidays", group="club")
    await bench.settle()
    assert [(await bench.row(event)).body for event in events] == ["", ""]
    event = await bench.send("/restyle watercolor", group="club")
    await bench.work()
    assert await bench.colours(event) == ["red", "green"]


@pytest.mark.parametrize("words", ["put her in this room", "把她放进这个房间", "/edit 把图1的人放进图3"])
@pytest.mark.parametrize("after", [False, True])
async def test_album__words_propose_a_blend_of_all_its_pictures(bench: Bench, words: str, after: bool) -> None:
    """Under one of its pictures, or in the message that follows it: shown in their order, and not painted unasked."""
    await bench.album("77", ["red", "green", "blue"], "" if after else words, at=1)
    await bench.settle()
    if after:
        await bench.send(words)
        await bench.work()
    assert await bench.jobs() == []
    assert await bench.proposed() == (["red", "green", "blue"], words.removeprefix("/edit "))


async def test_album__words_that_number_a_picture_it_does_not_have(bench: Bench) -> None:
    await bench.album("77", ["red", "green", "blue"], "put picture 1 into picture 4")
    await bench.settle()
    assert await bench.jobs() == []
    assert await bench.answers() == [["blend-no-such-number", "problem-nothing-spent"]]


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("/restyle put picture 1 into picture 3", ["red", "green", "blue"]),
        ("/restyle 把图1放进图3", ["red", "green", "blue"]),
        ("/restyle watercolor", ["green"]),
        ("/restyle make picture 2 darker", ["green"]),
    ],
)
async def test_album__reply_to_a_picture_of_it_means_that_one_unless_words_number_several(
    bench: Bench, words: str, meant: list[str]
) -> None:
    await bench.album("77", ["red", "green", "blue"], group="club")
    await bench.settle()
    quote = {"keys": ["2"], "images": [bench.chat._add_image(PHOTOS["green"])], "album": "77"}
    for _ in range(2):  # Also once another image is the newest.
        event = await bench.send(words, quote=quote, group="club")
        await bench.work()
        assert await bench.colours(event) == meant


# --- crashes, failures, erasure


class Died(BaseException):
    """The process ends here, without clean-up."""


@pytest.mark.parametrize("point", ["inbox.decoded", "inbox.kept", "inbox.fetched", "inbox.handled"])
async def test_album__crash_in_between(bench: Bench, point: str) -> None:
    def die() -> None:
        raise Died

    events = await bench.album("77", ["red", "green"], "/restyle watercolor", at=1)
    await bench.work()
    bench.clock.advance(albums.SETTLE_S)
    failpoints.on(point, die)
    with contextlib.suppress(Died):
        await bench.work()
    failpoints.on(point, None)
    # Before the restart a third one comes.
    late = point == "inbox.handled"
    events.append(await bench.send("", "blue", album="77"))
    bench.restarted_worker()
    await bench.settle()
    assert await bench.states(events) == ["handled"] * 3
    assert len(await bench.jobs()) == 1
    assert await bench.colours(events[1]) == ["red", "green", "blue"][: 2 if late else 3]
    assert await bench.answers() == [["first-of-several"], *([["album-late"]] if late else [])]


async def test_album__that_cannot_be_handled_is_quarantined_as_a_whole(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fetch(*anything: Any) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(update_worker, "MOST_ATTEMPTS", 1)
    monkeypatch.setattr(ImageFetcher, "fetch", fetch)
    events = await bench.album("77", ["red", "green", "blue"], "/restyle watercolor", at=1)
    await bench.settle()
    assert await bench.states(events) == ["quarantined"] * 3
    assert await bench.answers() == [["our-mistake"]]


async def test_album__forgetting_a_person_forgets_all_its_pictures(bench: Bench) -> None:
    events = await bench.album("77", ["red", "green", "blue"], "/restyle watercolor")
    await bench.settle()
    assert [(await bench.row(event)).person_id for event in events] == [1, 1, 1]
    assert [(await bench.row(event)).body for event in events[1:]] == ["", ""]
    keys = (await bench.last_images()).images
    assert len(keys) == 3

    def forget(tx: Any) -> None:
        person = tx.get(PersonRow, "people.find_person", platform="scripted", user_id="ann")
        tx.run("erasure.drop_last_images", person_id=person.id)
        tx.run("erasure.drop_images", person_id=person.id)

    await bench.app.store.write(forget)
    assert await bench.last_images() == LastImages()
    left = await bench.app.store.read(
        lambda tx: [key for key in keys if tx.value("pictures.image", key=key) is not None]
    )
    assert left == []


def test_last_images__are_read_as_they_were_stored() -> None:
    several = LastImages(("images/1.jpg", "images/2.jpg"), "77", ("images/1.jpg", "images/2.jpg"))
    for images in (several, LastImages(), LastImages(("images/1.jpg",)), LastImages(("source:a", "source:b"))):
        assert LastImages.parse(images.stored()) == images


def test_last_images__of_an_earlier_version() -> None:
    assert LastImages.parse("images/1.jpg") == LastImages(("images/1.jpg",))
    assert LastImages.parse('source:["code", "robot"]') == LastImages(('source:["code", "robot"]',))
    assert LastImages.parse("") == LastImages()
