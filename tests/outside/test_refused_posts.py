"""What a platform answers to a message of ours: known final, known passing, or unknown, which is later and then a word.

Cases D1 (AstrBotDevs/AstrBot#1628), D2 and D4 (aircodelabs/aircode#46), D3 (DingTalk-Real-AI/dingtalk-openclaw-connector#424),
D6, D7 and G2: a post that was closed in silence, "Accepted" that stood for ever over a picture that was painted and charged.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from telegram.error import BadRequest

from adapters.telegram.errors import outcome_of
from bot.adapter_api import Blocked, Conversation, Outcome, PostRefused, RetryLater, Unconfirmed
from bot.app import App
from bot.outbox import outcome_recorder
from bot.store.rows import AlertRow
from studio.server import Studio
from tests.conftest import RunningApp, photo, running_app
from tests.dingtalk.conftest import Environment, environment
from tests.emulators.dingtalk import faults as ding
from tests.emulators.telegram import Chat, refuse
from tests.emulators.telegram.recorder import Call
from tests.scripted import APPEND_ONLY, ScriptedPlatform
from tests.telegram.conftest import RunningBot, emulated, running_bot

WITH_IDS = replace(APPEND_ONLY, withheld_advice="reply-withheld-id")
"""As DingTalk tells of a quotation."""


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hours pass in a moment."""
    monkeypatch.setattr(outcome_recorder, "REFUSED_PAUSE_S", 0.02)
    monkeypatch.setattr(outcome_recorder, "REFUSED_MOST_PAUSE_S", 0.05)
    monkeypatch.setattr(outcome_recorder, "REFUSED_PATIENCE_S", 0.4)
    monkeypatch.setattr(outcome_recorder, "UNCONFIRMED_PAUSE_S", 0.02)
    monkeypatch.setattr(outcome_recorder, "MOST_PAUSE_S", 0.05)


async def alerts_of(app: App) -> list[str]:
    rows = await app.store.read(lambda tx: tx.all(AlertRow, "alerts.all"))
    return [row.text_id for row in rows]


class Refusing(ScriptedPlatform):
    """Answers `refusal` to every call that carries a picture or files, in the chats where it is given; `words` too."""

    refusal: Outcome | None = None
    chats: frozenset[str] = frozenset()
    words: bool = False
    refused: int = 0

    async def post(self, conversation: Conversation, call: Any) -> Outcome:
        pictured = bool(call.view.picture or call.view.files)
        if self.refusal and conversation.chat_id in self.chats and (pictured or self.words):
            self.refused += 1
            self.changed.set()
            return self.refusal
        return await super().post(conversation, call)


@pytest.fixture(params=["edits", "plain"])
async def shenbi(request: pytest.FixtureRequest, tmp_path: Path, studio: Studio) -> AsyncIterator[RunningApp]:
    chat = Refusing(capabilities=APPEND_ONLY) if request.param == "plain" else Refusing()
    async with running_app(tmp_path, studio, chat) as running:
        yield running


def platform(shenbi: RunningApp) -> Refusing:
    assert isinstance(shenbi.chat, Refusing)
    return shenbi.chat


async def test_refused_post__answer_that_nobody_knows_is_later_and_passes(
    shenbi: RunningApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outcome_recorder, "REFUSED_PATIENCE_S", 600.0)
    chat = platform(shenbi)
    chat.refusal, chat.chats = PostRefused("something new"), frozenset({"ann"})
    await chat.say("/imagine a fox")
    await chat.until(lambda: chat.refused >= 3)
    chat.refusal = None
    await chat.picture()


async def test_refused_post__after_hours_the_person_is_told_what_exists_and_how_to_get_it(shenbi: RunningApp) -> None:
    chat = platform(shenbi)
    chat.refusal, chat.chats = PostRefused("something new"), frozenset({"ann"})
    await chat.say("/imagine a fox")
    told = await chat.text("the platform refuses it")
    assert "/show 1" in told.view.text
    assert told.view.picture is None
    assert {"alert-post-refused", "alert-post-given-up"} <= set(await alerts_of(shenbi.app))
    chat.refusal = None
    await chat.say("/show 1")
    await chat.picture()


NO_ANSWER = [
    Unconfirmed("HTTP 500"),
    Unconfirmed("HTTP 413, and no answer of the platform's"),
    RetryLater(0.02, "systemError", unwell=True),
]


@pytest.mark.parametrize("outcome", NO_ANSWER, ids=str)
async def test_refused_post__one_picture_that_is_never_answered_for_ends_in_words_too(
    shenbi: RunningApp, outcome: Outcome
) -> None:
    """A 500 for this picture each time, or a proxy that takes nothing so large: tried for ever, in silence."""
    chat = platform(shenbi)
    chat.refusal, chat.chats = outcome, frozenset({"ann"})
    await chat.say("/imagine a fox")
    await chat.until(lambda: chat.refused >= 1)
    await chat.say("/help", user="bob")  # Others get through.
    await chat.text("/imagine", chat="bob")
    told = await chat.text("the platform refuses it")
    assert "/show 1" in told.view.text
    assert "alert-post-given-up" in await alerts_of(shenbi.app)


@pytest.mark.parametrize("outcome", NO_ANSWER, ids=str)
async def test_refused_post__platform_that_is_away_for_long_gets_the_picture_when_it_is_back(
    shenbi: RunningApp, outcome: Outcome, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outcome_recorder, "REFUSED_PATIENCE_S", 0.0)
    chat = platform(shenbi)
    chat.refusal, chat.chats = outcome, frozenset({"ann"})
    await chat.say("/imagine a fox")
    await chat.until(lambda: chat.refused >= 5)
    chat.refusal = None
    await chat.picture()
    assert await alerts_of(shenbi.app) == []


async def test_refused_post__place_that_takes_no_pictures_is_told_and_asked_for_none_any_more(
    shenbi: RunningApp,
) -> None:
    chat = platform(shenbi)
    await chat.say("/help", group=False)
    await chat.text("/imagine")
    chat.refusal, chat.chats = PostRefused("CHAT_SEND_PHOTOS_FORBIDDEN", "not-allowed"), frozenset({"group"})
    await chat.say("/imagine a fox", chat="group", group=True)
    told = await chat.text("does not let me send pictures", chat="group")
    assert "in our private chat" in told.view.text
    await chat.picture()  # In Ann's own chat.
    jobs = len(await shenbi.jobs())
    await chat.say("/imagine an owl", chat="group", group=True)
    await chat.text("Nothing was painted or charged", chat="group")
    assert len(await shenbi.jobs()) == jobs
    assert "alert-no-pictures" in await alerts_of(shenbi.app)
    chat.refusal = None  # A person allows it; what exists shows that, at no cost.
    await chat.say("/show 1", chat="group", group=True)
    await chat.picture(chat="group")
    await chat.say("/imagine an owl", chat="group", group=True)
    await chat.picture(chat="group", count=2)


async def test_refused_post__where_words_are_refused_too_its_owner_gets_it_in_private_and_the_operator_is_told(
    shenbi: RunningApp,
) -> None:
    chat = platform(shenbi)
    await chat.say("/help")
    await chat.text("/imagine")
    chat.refusal, chat.chats, chat.words = PostRefused("odd"), frozenset({"group"}), True
    await chat.say("/imagine a fox", chat="group", group=True)
    shown = await chat.picture()
    assert shown.chat == "ann"
    assert "alert-post-given-up" in await alerts_of(shenbi.app)


@pytest.mark.parametrize("refusal", [PostRefused("too big", "too-large"), PostRefused("something new")])
async def test_refused_post__vote_whose_sheet_is_refused_stands_there_in_words(
    shenbi: RunningApp, refusal: PostRefused
) -> None:
    """It was tried again and again while the time to vote ran out, and nobody saw that there was a vote."""
    chat = platform(shenbi)
    await chat.say("/session start a sea --ideas 1h --vote 1h --rounds 1 --per-round 2")
    await chat.text("Round 1")
    await chat.say("/idea a whale")
    chat.refusal, chat.chats = refusal, frozenset({"ann"})
    await chat.say("/session paint")
    vote = await chat.text("vote until")
    assert vote.view.picture is None
    await chat.until(lambda: chat.refused)


async def test_refused_post__picture_that_is_no_longer_kept_is_said_to_be_gone(shenbi: RunningApp) -> None:
    chat = platform(shenbi)
    chat.refusal, chat.chats = PostRefused("not kept", "gone"), frozenset({"ann"})
    await chat.say("/imagine a fox")
    told = await chat.text("no longer kept")
    assert "/show" not in told.view.text


# --- Telegram


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("not enough rights to send photos to the chat", PostRefused("", "not-allowed")),
        ("not enough rights to send documents to the chat", PostRefused("", "not-allowed")),
        ("CHAT_SEND_PHOTOS_FORBIDDEN", PostRefused("", "not-allowed")),
        ("CHAT_SEND_MEDIA_FORBIDDEN", PostRefused("", "not-allowed")),
        ("not enough rights to send text messages to the chat", Blocked("")),
        ("CHAT_SEND_PLAIN_FORBIDDEN", Blocked("")),
        ("have no rights to send a message", Blocked("")),
        ("something that nobody has seen", PostRefused("")),
        ("file is too big", PostRefused("", "unfit")),
    ],
)
def test_refused_post__what_telegram_says_of_a_picture(text: str, expected: Outcome) -> None:
    found = outcome_of(BadRequest(text), Conversation("telegram", "-1"))
    assert type(found) is type(expected)
    if isinstance(found, PostRefused) and isinstance(expected, PostRefused):
        assert found.why == expected.why
        assert found.code


async def group_of(env: RunningBot) -> Chat:
    group = env.tg.supergroup("Painters", [env.bot, env.ann])
    env.ann.say(env.chat, "/help")
    await env.words("/imagine")
    return group


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("not enough rights to send photos to the chat", "does not let me send pictures"),
        ("odd", "the platform refuses it"),
    ],
)
async def test_refused_post__group_where_the_bot_may_not_send_photos(
    words: str, says: str, tmp_path: Path, studio: Studio
) -> None:
    def there(call: Call) -> bool:
        return str(call.params.get("chat_id")) == str(group.id)

    async with emulated() as (tg, bot), running_bot(tmp_path, studio, tg, bot) as env:
        group = await group_of(env)
        tg.faults.plan(refuse(400, f"Bad Request: {words}"), "editMessageMedia", "sendPhoto", times=None, where=there)
        env.ann.say(group, f"/imagine@{bot.username} a fox")
        told = await env.words(says, group)
        assert "private chat" in told.words
        await env.picture()
        if says.startswith("does not"):
            before = len(group.messages.by(bot))
            env.ann.say(group, f"/imagine@{bot.username} an owl")
            await env.words("Nothing was painted or charged", group)
            assert len(group.messages.by(bot)) == before + 1


# --- DingTalk


async def told_and_shown(env: Environment, words: str) -> None:
    await env.says(env.chat, words)
    env.dd.faults.clear()
    env.li.say(env.chat, "/show 1")
    await env.picture(env.chat)


@pytest.mark.parametrize("endpoint", ["robot.batchSend", "media.upload"])
async def test_refused_post__system_error_of_a_moment_is_tried_again(
    endpoint: str, tmp_path: Path, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outcome_recorder, "REFUSED_PATIENCE_S", 600.0)
    async with environment(studio, tmp_path, language="en") as env:
        env.li.say(env.chat, "/imagine a fox")
        await env.says(env.chat, "fox")
        env.dd.faults.add("robot.batchSend", ding.code("systemError", 400))
        await env.picture(env.chat)


async def test_refused_post__address_that_is_not_listed_waits_and_the_operator_is_told(
    tmp_path: Path, studio: Studio
) -> None:
    async with environment(studio, tmp_path, language="en") as env:
        env.dd.faults.add("robot.batchSend", ding.code("Forbidden.AccessDenied.IpNotInWhiteList", 403), times=99)
        env.li.say(env.chat, "/imagine a fox")
        await env.picture(env.chat)  # By the webhook, while it lives.
        assert "alert-dingtalk-address-not-listed" in await alerts_of(env.app)


@pytest.mark.parametrize(
    ("fault", "words", "alert"),
    [
        (ding.errcode(60020, "not in whitelist"), "the platform refuses it", "alert-dingtalk-address-not-listed"),
        (ding.errcode(40014, "invalid token"), "the platform refuses it", "alert-dingtalk-refuses-us"),
        (ding.errcode(45001, "too large"), "too large", "alert-post-given-up"),
        (ding.errcode(40004, "bad type"), "does not take the picture", "alert-post-given-up"),
        (ding.errcode(99999, "something new"), "the platform refuses it", "alert-post-given-up"),
    ],
    ids=lambda value: getattr(value, "name", None),
)
async def test_refused_post__d6_an_upload_that_is_refused_is_told_and_can_be_had_later(
    fault: ding.Fault, words: str, alert: str, tmp_path: Path, studio: Studio
) -> None:
    async with environment(studio, tmp_path, language="en") as env:
        env.dd.faults.add("media.upload", fault, times=999)
        env.li.say(env.chat, "/imagine a fox")
        await told_and_shown(env, words)
        assert alert in await alerts_of(env.app)


async def test_refused_post__picture_that_may_not_be_fetched_is_said_at_once(tmp_path: Path, studio: Studio) -> None:
    async with environment(studio, tmp_path, language="en") as env:
        refusal = ding.code("Forbidden.AccessDenied.AccessTokenPermissionDenied", 403)
        env.dd.faults.add("robot.download", refusal, times=99)
        env.li.send_picture(env.chat, photo())
        await env.says(env.chat, "not allowed to fetch your picture")
        assert env.dd.recorder.counts().get("robot.download", 0) <= 1
        assert "alert-dingtalk-cannot-fetch" in await alerts_of(env.app)


async def test_refused_post__quote_that_carries_only_an_id_is_answered_for_dingtalk(
    tmp_path: Path, studio: Studio
) -> None:
    async with running_app(tmp_path, studio, ScriptedPlatform(capabilities=WITH_IDS)) as running:
        await running.chat.say("/restyle watercolor", withheld=True)
        told = await running.chat.text("only told me that you quote")
        assert "supergroup" not in told.view.text
