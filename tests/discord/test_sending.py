"""Posting: no second message for a lost answer, pictures that stay and go, limits, and what each refusal means."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from adapters.discord.errors import outcome_of
from adapters.discord.identity import Handle
from adapters.discord.limits import FILE_MAX_BYTES
from adapters.discord.rest import CallUnconfirmed, RestError, UnsentCall
from bot.adapter_api import (
    Blocked,
    Button,
    Create,
    Delivered,
    Edit,
    Gone,
    Outcome,
    PostRefused,
    PostView,
    Remove,
    RetryLater,
    Unconfirmed,
    ViewPicture,
)
from studio.server.canned_pictures import canned_png
from tests.discord.gateway_bench import Line, emulated, process
from tests.emulators.discord import Permissions, faults
from tests.pictures import coloured

WAITING = PostView("#1 waits", milestone="accepted", buttons=((Button("Cancel", "j:1:cancel"),),))


@pytest.fixture
async def line(tmp_path: Path) -> AsyncIterator[Line]:
    async with emulated(tmp_path) as place, process(*place) as one:
        await one.ready()
        yield one
        assert one.discord.unguarded == []


def picture(line: Line, key: str, data: bytes | None = None) -> ViewPicture:
    """A stored picture."""
    line.host.stored[key] = data or canned_png(64, 64, len(key), key)
    return ViewPicture(key, "image/png", 64, 64, "a fox in the snow", f"{key.rpartition('/')[2]}")


# --- no second message


@pytest.mark.parametrize(
    "fault",
    [faults.CUT_AFTER, faults.INTERNAL_AFTER, faults.CUT_BEFORE, faults.BAD_GATEWAY],
    ids=lambda fault: fault.name,
)
async def test_sending__create_is_repeated_without_a_second_message(line: Line, fault: faults.Fault) -> None:
    line.discord.faults.add("message.create", fault)
    outcome = await line.post(Create(7, WAITING))
    assert isinstance(outcome, Unconfirmed | RetryLater)
    newer = replace(WAITING, text="#1 is next")  # Between the two tries the queue has moved.
    handle = await line.posted(Create(7, newer))
    (message,) = line.channel.by(line.bot)
    assert message.content == "#1 is next"
    assert Handle.parse(handle).message == message.id


async def test_sending__different_posts_are_different_messages(line: Line) -> None:
    for post in (1, 2, 36, 37):
        await line.posted(Create(post, WAITING))
    assert len(line.channel.by(line.bot)) == 4


async def test_sending__post_is_shown_again_after_it_was_removed(line: Line) -> None:
    handle = await line.posted(Create(7, WAITING))
    assert isinstance(await line.post(Remove(7, handle, WAITING)), Delivered)
    again = await line.posted(Create(7, WAITING))
    assert again != handle
    assert len(line.channel.by(line.bot)) == 1


async def test_sending__message_that_a_person_deleted_is_gone_and_can_be_made_anew(line: Line) -> None:
    line.channel.allow(line.ann, Permissions.MANAGE_MESSAGES)
    handle = await line.posted(Create(7, WAITING))
    line.ann.delete(line.channel.by(line.bot)[0])
    assert await line.post(Edit(7, handle, WAITING)) == Gone()
    await line.posted(Create(7, WAITING))
    assert len(line.channel.by(line.bot)) == 1


async def test_sending__reply_to_a_deleted_message_is_a_plain_message(line: Line) -> None:
    asked = line.ann.say(line.channel, "a fox")
    line.ann.delete(asked)
    await line.posted(Create(7, replace(WAITING, reply_to=asked.id)))
    line.channel.deny(line.bot, Permissions.READ_MESSAGE_HISTORY)
    other = line.ann.say(line.channel, "a hen")
    await line.posted(Create(8, replace(WAITING, reply_to=other.id)))
    assert [message.reference for message in line.channel.by(line.bot)][-1] is None


# --- pictures


async def test_sending__picture_is_a_plain_attachment_that_stays_until_another_takes_its_place(line: Line) -> None:
    first, second = picture(line, "jobs/1/0.png"), picture(line, "jobs/1/1.png")
    handle = await line.posted(Create(7, WAITING))
    handle = await line.posted(Edit(7, handle, PostView("done", milestone="done", picture=first)))
    (message,) = line.channel.by(line.bot)
    assert message.pictures == [line.host.stored["jobs/1/0.png"]]
    assert not message.attachments[0].hidden
    assert message.attachments[0].description == "a fox in the snow"
    line.host.stored.clear()  # Shown already: its bytes are not needed again.
    handle = await line.posted(Edit(7, handle, PostView("done, starred", milestone="done", picture=first)))
    assert len(message.pictures) == 1
    picture(line, "jobs/1/1.png")
    handle = await line.posted(Edit(7, handle, PostView("another", milestone="done", picture=second)))
    assert message.pictures == [line.host.stored["jobs/1/1.png"]]
    await line.posted(Edit(7, handle, PostView("deleted")))
    assert message.pictures == []


async def test_sending__originals_are_files_of_one_message(line: Line) -> None:
    pictures = tuple(picture(line, f"jobs/1/{number}.png") for number in range(4))
    handle = await line.posted(Create(7, PostView("originals", files=pictures)))
    (message,) = line.channel.by(line.bot)
    assert message.pictures == [line.host.stored[one.key] for one in pictures]
    assert [key for _, key in Handle.parse(handle).attachments] == [one.key for one in pictures]


async def test_sending__picture_over_ten_mebibytes_is_shown_as_a_copy(line: Line) -> None:
    large = coloured("red") + Random(1).randbytes(FILE_MAX_BYTES)
    handle = await line.posted(Create(7, WAITING))
    await line.posted(Edit(7, handle, PostView("done", milestone="done", picture=picture(line, "a.png", large))))
    (message,) = line.channel.by(line.bot)
    assert message.attachments[0].filename == "a.jpg"
    assert len(message.pictures[0]) < FILE_MAX_BYTES


async def test_sending__smaller_copy_where_the_server_takes_less(line: Line) -> None:
    assert line.channel.guild is not None
    line.channel.guild.file_max_bytes = 6 << 20
    data = coloured("red") + Random(1).randbytes(8 << 20)
    handle = await line.posted(Create(7, WAITING))
    await line.posted(Edit(7, handle, PostView("done", milestone="done", picture=picture(line, "a.png", data))))
    assert [len(request.files) for request in line.discord.recorder.of("message.edit")] == [1, 1]


async def test_sending__original_where_the_server_takes_more(line: Line) -> None:
    """Interactions tell how much."""
    assert line.channel.guild is not None
    line.channel.guild.file_max_bytes = 20 << 20
    await line.ann.slash(line.channel, "imagine", prompt="a fox").answered()
    large = coloured("red") + Random(1).randbytes(FILE_MAX_BYTES)
    handle = await line.posted(Create(7, WAITING))
    await line.posted(Edit(7, handle, PostView("done", milestone="done", picture=picture(line, "a.png", large))))
    (shown,) = [one for one in line.channel.by(line.bot) if one.pictures]
    assert shown.pictures == [large]
    line.channel.guild.file_max_bytes = 8 << 20  # Its boosts are over, and nothing has told us yet.
    handle = await line.posted(Create(8, WAITING))
    await line.posted(Edit(8, handle, PostView("done", milestone="done", picture=picture(line, "b.png", large))))
    assert len(line.channel.by(line.bot)[-1].pictures[0]) < 8 << 20


async def test_sending__picture_that_is_not_kept_any_more(line: Line) -> None:
    gone = ViewPicture("jobs/9/0.png", "image/png", 64, 64)
    handle = await line.posted(Create(7, WAITING))
    assert await line.post(Edit(7, handle, PostView("done", picture=gone))) == PostRefused("not kept", "gone")


# --- limits


async def test_sending__old_messages_are_edited_within_their_own_limit(line: Line) -> None:
    line.discord.settings.old_edits = (3, 20.0)
    handles = [await line.posted(Create(number, WAITING)) for number in range(4)]
    hour_ago = line.host.clock.now() + 3700.0

    class Later:
        def __getattr__(self, name: str) -> object:
            return getattr(line.host.clock, name)

        def now(self) -> float:
            return hour_ago

    line.sender._editor._old_edits._clock = Later()  # type: ignore[assignment]
    outcomes = [await line.post(Edit(number, handle, WAITING)) for number, handle in enumerate(handles)]
    assert [type(one) for one in outcomes] == [Delivered] * 3 + [RetryLater]
    assert isinstance(outcomes[3], RetryLater)
    assert outcomes[3].this_post, "others of the channel may go on"


@pytest.mark.parametrize("code", [50001, 50013])
async def test_sending__channel_that_refused_is_not_asked_again_at_once(line: Line, code: int) -> None:
    missing = Permissions.VIEW_CHANNEL if code == 50001 else Permissions.SEND_MESSAGES
    line.channel.deny(line.bot, missing)
    outcomes = [await line.post(Create(number, WAITING)) for number in range(5)]
    assert all(isinstance(one, Blocked) and str(code) in one.reason for one in outcomes)
    assert len(line.discord.recorder.of("message.create")) == 1
    line.channel.allow(line.bot, missing)
    line.sender.closed.open(line.channel.id)  # as a message of a person there does
    await line.posted(Create(9, WAITING))


async def test_sending__words_pass_where_files_may_not(line: Line) -> None:
    handle = await line.posted(Create(7, WAITING))
    line.channel.deny(line.bot, Permissions.ATTACH_FILES)
    outcome = await line.post(Edit(7, handle, PostView("done", picture=picture(line, "a.png"))))
    assert isinstance(outcome, PostRefused)
    assert outcome.why == "not-allowed"
    await line.posted(Edit(7, handle, PostView("done, without its picture")))


async def test_sending__wait_that_discord_asks_for_is_kept(line: Line) -> None:
    line.discord.faults.add("message.create", faults.limited(17.5))
    outcome = await line.post(Create(7, WAITING))
    assert isinstance(outcome, RetryLater)
    assert outcome.after_s == pytest.approx(17.5)
    assert not outcome.whole_platform
    await line.post(Create(8, WAITING))
    assert len(line.discord.recorder.of("message.create")) == 1, "the bucket is waited for"


async def test_sending__global_limit_stops_everything_but_answers(line: Line) -> None:
    line.discord.faults.add("message.create", faults.limited(9.0, is_global=True))
    outcome = await line.post(Create(7, WAITING))
    assert isinstance(outcome, RetryLater)
    assert outcome.whole_platform
    asked = line.ann.slash(line.channel, "imagine", prompt="a fox")
    await asked.answered()


async def test_sending__refused_token_stops_all_calls(line: Line) -> None:
    line.discord.faults.add("*", faults.status(401, "401: Unauthorized"), times=None)
    outcomes = [await line.post(Create(number, WAITING)) for number in range(4)]
    assert all(isinstance(one, RetryLater) and one.whole_platform for one in outcomes)
    assert len(line.discord.recorder.of("message.create")) == 1


async def test_sending__ban_for_refused_requests_is_never_approached(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.discord.buckets.INVALID_MAX", 20)
    line.discord.settings.limits_on = False
    line.channel.deny(line.bot, Permissions.SEND_MESSAGES)
    for number in range(60):
        line.sender.closed.open(line.channel.id)
        await line.post(Create(number, WAITING))
    assert len(line.discord.recorder.of("message.create")) == 20
    assert "discord-many-refusals" in line.host.problems


# --- what a refusal means (facts: errors to outcomes)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (RestError(429, 0, "", 2.0), RetryLater),
        (RestError(429, 20028, "", 0.0), RetryLater),
        (RestError(429, 20016, "", 4.0), RetryLater),
        (RestError(400, 20022, "", 0.0), RetryLater),
        (RestError(429, 30046, "", 1.0), RetryLater),
        (RestError(500), RetryLater),
        (RestError(503, 130000), RetryLater),
        (RestError(404, 10008), Gone),
        (RestError(404, 10003), Blocked),
        (RestError(403, 50001), Blocked),
        (RestError(403, 50013), Blocked),
        (RestError(403, 50007), Blocked),
        (RestError(403, 50083), Blocked),
        (RestError(400, 160005), Blocked),
        (RestError(400, 50024), Blocked),
        (RestError(400, 50008), Blocked),
        (RestError(400, 40058), Blocked),
        (RestError(413, 40005), PostRefused),
        (RestError(413), PostRefused),
        (RestError(400, 50045), PostRefused),
        (RestError(403, 200000), PostRefused),
        (RestError(400, 240000), PostRefused),
        (RestError(400, 50006), PostRefused),
        (RestError(400, 50035), PostRefused),
        (RestError(403, 50005), PostRefused),
        (RestError(401), RetryLater),
        (RestError(403, 40002), RetryLater),
        (UnsentCall(0, 0, "no connection"), RetryLater),
        (CallUnconfirmed(0, 0, "cut"), Unconfirmed),
    ],
    ids=lambda value: f"{value.status}-{value.code}" if isinstance(value, RestError) else value.__name__,
)
def test_errors__mean(error: RestError, expected: type[Outcome]) -> None:
    outcome = outcome_of(error)
    assert isinstance(outcome, expected)
    if isinstance(outcome, PostRefused):
        whys = {40005: "too-large", 50045: "too-large", 0: "too-large", 200000: "moderation", 240000: "moderation"}
        assert outcome.why == whys.get(error.code, "unknown")
    if isinstance(outcome, RetryLater):
        assert outcome.whole_platform == (error.status == 401 or error.code == 40002)
