"""Images that a hook refuses or holds, in the running app: who sees what, what it costs, and what moderators decide."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.jobs.workers import hook_recovery
from bot.screening import screener
from bot.store import Tx
from bot.store.rows import AlertRow, AuditEntryRow, JobRow, ModerationCaseRow
from studio.server import Studio
from tests.conftest import RunningApp, photo, running_app
from tests.emulators.image_hook import ImageHookServer

SECRET = "a secret of sixteen"
ACCESS = {"moderators": ["scripted:mo"]}


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screener, "PAUSES_S", (0.0, 0.0))
    monkeypatch.setattr(hook_recovery, "EVERY_S", 0.05)


@pytest.fixture
async def hook() -> AsyncIterator[ImageHookServer]:
    async with ImageHookServer(SECRET) as made:
        yield made
        assert made.complaints == []


@asynccontextmanager
async def app_with(folder: Path, studio: Studio, hook: ImageHookServer, **more: Any) -> AsyncIterator[RunningApp]:
    settings = {"image_hook_url": hook.url, "image_hook_secret": SECRET, **more}
    async with running_app(folder, studio, access=ACCESS, moderation=settings) as made:
        await made.chat.say("/help", user="mo", chat="mo")
        await made.chat.text("I paint what you describe", "mo")
        yield made


@pytest.fixture
async def shenbi(tmp_path: Path, studio: Studio, hook: ImageHookServer) -> AsyncIterator[RunningApp]:
    async with app_with(tmp_path, studio, hook) as made:
        yield made


async def decided(shenbi: RunningApp, order: str) -> None:
    """The moderator gives an order and confirms it."""
    await shenbi.chat.say(order, user="mo", chat="mo")
    asked = await shenbi.chat.until(
        lambda: next((m for m in shenbi.chat.visible("mo") for row in m.view.buttons if "Yes" in row[0].label), None)
    )
    await shenbi.chat.press(asked, "Yes, do it", user="mo")


async def cases(shenbi: RunningApp) -> list[tuple[str, str, str, int]]:
    def found(tx: Tx) -> list[tuple[str, str, str, int]]:
        rows = (tx.one(ModerationCaseRow, "moderation.case", id=number) for number in range(1, 20))
        return [(row.kind, row.about, row.reason, row.is_open) for row in rows if row]

    return await shenbi.app.store.read(found)


def studio_tasks(shenbi: RunningApp) -> list[Any]:
    """What the service was asked to paint."""
    return list(shenbi.studio.record()["tasks"])


async def files_gone(shenbi: RunningApp, job: int) -> None:
    """Wait until no file of a job is left; bounded by the test's own time."""
    while list(shenbi.app.settings.data_dir.glob(f"pictures/jobs/{job}/*")):
        await shenbi.app.clock.wait(asyncio.Event(), shenbi.app.clock.now() + 0.1)


async def states(shenbi: RunningApp) -> list[str]:
    """The states of all jobs, in their order."""
    rows = await shenbi.app.store.read(lambda tx: tx.all(JobRow, "jobs.newest", limit=9))
    return [row.state for row in reversed(rows)]


def answers(hook: ImageHookServer, given: dict[tuple[str, int], str]) -> None:
    """What the hook says of the images of a direction and a number; allow to all others."""

    def decide(asked: dict[str, Any]) -> dict[str, Any]:
        verdict = given.get((asked["direction"], asked["number"]), "allow")
        return {"verdict": verdict, "reason": "" if verdict == "allow" else "nudity"}

    hook.decide = decide


async def test_images__what_is_allowed_is_asked_about_once(shenbi: RunningApp, hook: ImageHookServer) -> None:
    await shenbi.chat.say("/imagine a red fox")
    await shenbi.chat.picture()
    await shenbi.chat.say("/restyle watercolor", image=photo())
    await shenbi.chat.until(lambda: len([m for m in shenbi.chat.visible() if m.view.picture]) == 2)
    await shenbi.chat.say("/restyle sketch", image=photo())
    await shenbi.chat.until(lambda: len([m for m in shenbi.chat.visible() if m.view.picture]) == 3)
    assert [(each["direction"], each["job"]) for each in hook.asked] == [("out", 1), ("in", 2), ("out", 2), ("out", 3)]
    assert await cases(shenbi) == []


async def test_images__that_comes_in_and_is_refused_costs_nothing(shenbi: RunningApp, hook: ImageHookServer) -> None:
    answers(hook, {("in", 1): "refuse"})
    await shenbi.chat.say("/restyle watercolor", image=photo())
    told = await shenbi.chat.text("image check turned your image down")
    assert "nothing was charged" in told.view.text
    assert not studio_tasks(shenbi)
    await shenbi.chat.say("/describe", image=photo())
    await shenbi.chat.text("image check turned the picture down")
    assert await cases(shenbi) == [("refused", "image-in", "nudity", 0)] * 2
    assert len(hook.asked) == 1


async def test_images__that_comes_in_and_is_held_waits_for_a_moderator_who_sees_it(
    shenbi: RunningApp, hook: ImageHookServer
) -> None:
    answers(hook, {("in", 1): "hold"})
    await shenbi.chat.say("/restyle watercolor", image=photo(), user="ann", chat="ann")
    await shenbi.chat.text("A moderator looks at the image", "ann")
    await shenbi.chat.text("Something waits for the moderators", "mo")
    assert await cases(shenbi) == [("held", "image-in", "nudity", 1)]
    await shenbi.chat.say("/admin look 1", user="mo", chat="mo")
    seen = await shenbi.chat.until(lambda: next((m for m in shenbi.chat.visible("mo") if m.view.files), None))
    assert [file.key.partition("/")[0] for file in seen.view.files] == ["images"]
    await decided(shenbi, "/admin release 1")
    await shenbi.chat.picture("ann")
    entries = await shenbi.app.store.read(lambda tx: tx.all(AuditEntryRow, "access.entries", limit=9))
    assert [(each.action, each.kind, each.actor) for each in entries] == [
        ("release", "job", "scripted:mo"),
        ("look", "person", "scripted:mo"),
    ]
    await shenbi.chat.say("/restyle sketch", image=photo(), user="ann", chat="ann")  # What was decided holds.
    await shenbi.chat.until(lambda: len([m for m in shenbi.chat.visible("ann") if m.view.picture]) == 2)


async def test_images__that_comes_in_is_refused_by_a_moderator(shenbi: RunningApp, hook: ImageHookServer) -> None:
    answers(hook, {("in", 1): "hold"})
    await shenbi.chat.say("/restyle watercolor", image=photo(), user="ann", chat="ann")
    await shenbi.chat.text("A moderator looks at the image", "ann")
    await decided(shenbi, "/admin fail 1")
    await shenbi.chat.text("nothing is painted from this image. You are not charged", "ann")
    await shenbi.chat.say("/restyle sketch", image=photo(), user="ann", chat="ann")
    await shenbi.chat.text("image check turned your image down", "ann")


async def test_images__that_was_painted_and_is_refused_is_charged_and_nobody_sees_it(
    shenbi: RunningApp, hook: ImageHookServer
) -> None:
    answers(hook, {("out", 1): "refuse"})
    await shenbi.chat.say("/imagine a red fox")
    told = await shenbi.chat.text("does not let it be shown")
    assert "¥0.16" in told.view.text
    await shenbi.chat.say("/cost")
    await shenbi.chat.text("in all: ¥0.16")
    before = len(shenbi.chat.visible())
    await shenbi.chat.say("/show 1")
    await shenbi.chat.until(lambda: len(shenbi.chat.visible()) > before)
    assert not [m for m in shenbi.chat.visible() if m.view.picture or m.view.files]
    await files_gone(shenbi, 1)


async def test_images__some_of_several_are_refused(shenbi: RunningApp, hook: ImageHookServer) -> None:
    answers(hook, {("out", 2): "refuse", ("out", 3): "hold"})
    await shenbi.chat.say("/imagine four foxes --n 4", user="ann", chat="ann")
    await shenbi.chat.text("It is painted, and a moderator looks at it", "ann")
    await shenbi.chat.say("/admin look 1", user="mo", chat="mo")
    seen = await shenbi.chat.until(lambda: next((m for m in shenbi.chat.visible("mo") if m.view.files), None))
    assert len(seen.view.files) == 4
    await decided(shenbi, "/admin release 1")
    shown = await shenbi.chat.picture("ann")
    assert "3 of 4" in shown.view.text
    assert "Another one was painted" in shown.view.text
    assert "¥0.64" in shown.view.text


async def test_images__held_picture_is_cancelled_or_refused(shenbi: RunningApp, hook: ImageHookServer) -> None:
    answers(hook, {("out", 1): "hold"})
    await shenbi.chat.say("/imagine a red fox", user="ann", chat="ann")
    await shenbi.chat.text("It is painted, and a moderator looks at it", "ann")
    await shenbi.chat.say("/cancel 1", user="ann", chat="ann")
    await shenbi.chat.text("held back, so it is deleted", "ann")
    await files_gone(shenbi, 1)
    await shenbi.chat.say("/imagine a blue fox", user="ann", chat="ann")
    await shenbi.chat.text("It is painted, and a moderator looks at it", "ann")
    await decided(shenbi, "/admin fail 2")
    await shenbi.chat.text("does not let it be shown", "ann")
    await files_gone(shenbi, 2)
    assert await states(shenbi) == ["cancelled", "failed"]
    assert not [m for m in shenbi.chat.visible("ann") if m.view.picture]
    assert [(kind, about, is_open) for kind, about, _, is_open in await cases(shenbi)] == [
        ("held", "image-out", 0),
        ("refused", "image-out", 0),
    ] * 2


@pytest.mark.parametrize("direction", ["in", "out"])
async def test_hook__is_down_and_holds_until_it_answers(
    shenbi: RunningApp, hook: ImageHookServer, direction: str
) -> None:
    hook.broken = "500"
    said, image = ("/restyle watercolor", photo()) if direction == "in" else ("/imagine a red fox", None)
    await shenbi.chat.say(said, image=image, user="ann", chat="ann")
    await shenbi.chat.text("A moderator looks at the image" if direction == "in" else "It is painted, and", "ann")
    alert = await shenbi.app.store.read(lambda tx: tx.all(AlertRow, "alerts.told"))
    assert "alert-image-hook" in {each.text_id for each in alert}
    hook.broken = None
    await shenbi.chat.picture("ann")
    told = await shenbi.app.store.read(lambda tx: tx.all(AlertRow, "alerts.told"))
    assert "alert-image-hook" not in {each.text_id for each in told}
    assert [each[3] for each in await cases(shenbi)] == [0]


async def test_hook__is_down_and_lets_through(tmp_path: Path, studio: Studio, hook: ImageHookServer) -> None:
    hook.broken = "html"
    async with app_with(tmp_path, studio, hook, image_hook_down="allow", image_hook_images="out") as shenbi:
        await shenbi.chat.say("/restyle watercolor", image=photo())
        await shenbi.chat.picture()
        assert [each["direction"] for each in hook.asked] == ["out"] * 3
        assert await cases(shenbi) == []


async def test_hook__held_picture_survives_a_restart(tmp_path: Path, studio: Studio, hook: ImageHookServer) -> None:
    answers(hook, {("out", 1): "hold"})
    async with app_with(tmp_path, studio, hook) as shenbi:
        await shenbi.chat.say("/imagine a red fox", user="ann", chat="ann")
        await shenbi.chat.text("It is painted, and a moderator looks at it", "ann")
        chat = shenbi.chat
    async with running_app(
        tmp_path, studio, chat, access=ACCESS, moderation={"image_hook_url": hook.url, "image_hook_secret": SECRET}
    ) as shenbi:
        await decided(shenbi, "/admin release 1")
        await shenbi.chat.picture("ann")
        assert len(hook.asked) == 1
        assert len(studio.record()["tasks"]) == 1
