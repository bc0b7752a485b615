"""Posting: the channel used, the outcome of each refusal, and that nothing is sent twice."""

from __future__ import annotations

import asyncio
import io
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PIL import Image

from adapters.dingtalk.rows import RouteRow
from bot.adapter_api import (
    Blocked,
    Button,
    Delivered,
    Outcome,
    PostRefused,
    Remove,
    RetryLater,
    TooLate,
    Unconfirmed,
    ViewPicture,
)
from bot.store import Tx
from tests.dingtalk.host import AdapterHarness, adapter_harness
from tests.emulators.dingtalk import SEND, faults

AGAIN = ((Button("再来一张", "again:7", "/again 7"), Button("删除", "delete:7", "/delete 7")),)


@pytest.fixture
async def it(tmp_path: Path) -> AsyncIterator[AdapterHarness]:
    async with adapter_harness(tmp_path) as made:
        yield made
        assert not made.dd.violations


async def known(it: AdapterHarness) -> None:
    """Everybody has said something, so there is a webhook for each conversation."""
    for person, chat in ((it.li, it.chat), (it.li, it.group)):
        await it.heard(person.say(chat, "在吗", at=True))


def sends(it: AdapterHarness) -> int:
    counts = it.dd.recorder.counts()
    return counts.get("robot.batchSend", 0) + counts.get("robot.groupSend", 0)


async def test_posting__picture_with_buttons_one_to_one_and_in_a_group(it: AdapterHarness) -> None:
    await known(it)
    for chat in (it.chat, it.group):
        outcome = await it.post(chat, it.view(picture=it.picture(), buttons=AGAIN))
        shown = chat.answers[-1]
        assert isinstance(outcome, Delivered)
        assert outcome.keys == (shown.process_query_key,)
        assert shown.kind == "actionCard"
        assert shown.pictures == (it.host.pictures["p1"],)
        assert ("/again 7" in shown.text) is chat.is_group
        assert ("@小李" in shown.text) is chat.is_group


async def test_posting__picture_is_uploaded_once_however_often_it_is_shown(it: AdapterHarness) -> None:
    picture = it.picture()
    for _ in range(3):
        assert isinstance(await it.post(it.chat, it.view(picture=picture)), Delivered)
    assert it.dd.recorder.counts()["media.upload"] == 1


async def test_posting__another_format_is_converted(it: AdapterHarness) -> None:
    out = io.BytesIO()
    Image.new("RGBA", (20, 20), "teal").save(out, "WEBP")
    it.host.pictures["w"] = out.getvalue()
    assert isinstance(await it.post(it.chat, it.view(picture=ViewPicture("w", "image/webp", 20, 20))), Delivered)
    assert it.chat.answers[0].pictures[0].startswith(b"\xff\xd8")


async def test_posting__originals_are_messages_of_their_own_each_with_its_key(it: AdapterHarness) -> None:
    files = (it.picture("a"), it.picture("b"))
    outcome = await it.post(it.chat, it.view("#7 的原图", milestone="notice", files=files))
    assert isinstance(outcome, Delivered)
    assert [message.kind for message in it.chat.answers] == ["image", "image"]
    assert dict(outcome.pictures) == {
        it.chat.answers[0].process_query_key: "a",
        it.chat.answers[1].process_query_key: "b",
    }


async def test_posting__page_goes_as_a_zip(it: AdapterHarness) -> None:
    it.host.pictures["page"] = b"<html>album</html>"
    page = ViewPicture("page", "text/html", 0, 0, name="album.html")
    assert isinstance(await it.post(it.group, it.view("相册", files=(page,))), Delivered)
    sent = it.group.answers[0].content
    assert sent.file_name == "album.zip"
    with zipfile.ZipFile(io.BytesIO(sent.file_data)) as archive:
        assert archive.read("album.html") == b"<html>album</html>"


async def test_posting__paper_goes_as_it_is(it: AdapterHarness) -> None:
    it.host.pictures["paper"] = b"%PDF-1.7 album"
    paper = ViewPicture("paper", "application/pdf", 0, 0, name="album.pdf")
    assert isinstance(await it.post(it.group, it.view("相册", files=(paper,))), Delivered)
    sent = it.group.answers[0].content
    assert (sent.file_name, sent.file_data) == ("album.pdf", b"%PDF-1.7 album")


async def test_posting__what_was_sent_of_a_post_is_not_sent_again(it: AdapterHarness) -> None:
    """Killed between the service's response and its record, the bot repeats the call and gets the same response."""
    first = await it.post(it.chat, it.view(picture=it.picture()), post_id=5)
    assert await it.post(it.chat, it.view(picture=it.picture()), post_id=5) == first
    assert sends(it) == 1
    files = (it.picture("a"), it.picture("b"))
    it.dd.faults.add("robot.batchSend", faults.SEND_TOO_FAST, skip=1)
    assert isinstance(await it.post(it.chat, it.view(files=files, milestone="notice"), post_id=6), RetryLater)
    assert isinstance(await it.post(it.chat, it.view(files=files, milestone="notice"), post_id=6), Delivered)
    assert [len(message.pictures) for message in it.chat.answers] == [1, 1, 1]


async def test_posting__picture_that_was_deleted_meanwhile_is_not_waited_for(it: AdapterHarness) -> None:
    assert await it.post(it.chat, it.view(picture=ViewPicture("gone", "image/png", 8, 8))) == PostRefused(
        "not kept", "gone"
    )


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (faults.QPS_LIMIT, RetryLater(1.0, whole_platform=True)),
        (faults.SEND_TOO_FAST, RetryLater(1.0, whole_platform=True)),
        (faults.code("too.many.people"), RetryLater(20.0)),
        (faults.code("system.error"), RetryLater(5.0)),
        (faults.status(503), RetryLater(5.0)),
        (faults.status(429, b"{}"), RetryLater(1.0, whole_platform=True)),
        (faults.IP_BAN, RetryLater(300.0, whole_platform=True)),
        (faults.IP_BAN_PAGE, RetryLater(300.0, whole_platform=True)),
        (faults.code("staffId.notExisted"), Blocked("")),
        (faults.code("invalidParameter.msgParam.invalid"), PostRefused("invalidParameter.msgParam.invalid (HTTP 400)")),
        (faults.status(413), PostRefused("no code (HTTP 413)", "too-large")),
        (faults.GATEWAY_TIMEOUT, Unconfirmed()),
        (faults.status(502), Unconfirmed()),
        (faults.DROP_AFTER, Unconfirmed()),
        (faults.status(200, b"[]", "application/json"), Unconfirmed()),
    ],
    ids=lambda value: value.name if isinstance(value, faults.Fault) else "",
)
async def test_posting__what_each_ending_means(it: AdapterHarness, fault: faults.Fault, expected: Outcome) -> None:
    it.dd.faults.add("robot.batchSend", fault)
    outcome = await it.post(it.chat, it.view())
    assert type(outcome) is type(expected), outcome
    if isinstance(expected, RetryLater) and isinstance(outcome, RetryLater):
        assert (outcome.after_s, outcome.whole_platform) == (expected.after_s, expected.whole_platform)
    assert it.dd.recorder.counts()["robot.batchSend"] == 1


async def test_posting__nothing_listens_there(it: AdapterHarness) -> None:
    it.adapter._api._base = "http://127.0.0.1:9"
    assert isinstance(await it.post(it.chat, it.view()), RetryLater)


async def test_posting__lost_upload_is_no_lost_picture(it: AdapterHarness) -> None:
    it.dd.faults.add("media.upload", faults.DROP_AFTER)
    outcome = await it.post(it.chat, it.view(picture=it.picture()))
    assert isinstance(outcome, RetryLater), "an upload shows nothing to anybody: it may be repeated"
    assert isinstance(await it.post(it.chat, it.view(picture=it.picture())), Delivered)


async def test_posting__200_is_not_yet_delivered(it: AdapterHarness) -> None:
    it.li.flow_controlled = 1
    assert isinstance(await it.post(it.chat, it.view()), RetryLater)
    assert isinstance(await it.post(it.chat, it.view()), Delivered)
    it.dd.org.people.remove(it.li)
    assert isinstance(await it.post(it.chat, it.view()), Blocked)


async def test_posting__group_that_is_gone_is_blocked(it: AdapterHarness) -> None:
    it.group.disbanded = True
    assert isinstance(await it.post(it.group, it.view()), Blocked)


async def test_posting__dead_token_is_replaced_once_for_all(it: AdapterHarness) -> None:
    assert isinstance(await it.post(it.chat, it.view()), Delivered)
    it.dd.revoke_token(it.robot)
    assert isinstance(await it.post(it.chat, it.view(picture=it.picture())), Delivered)  # errcode 40014 in an HTTP 200
    it.dd.revoke_token(it.robot)
    assert isinstance(await it.post(it.chat, it.view()), Delivered)  # InvalidAuthentication
    assert it.dd.recorder.counts()["oauth2.accessToken"] == 3
    await it.clock.advance(7000)
    assert isinstance(await it.post(it.chat, it.view()), Delivered)
    assert it.dd.recorder.counts()["oauth2.accessToken"] == 4, "it is renewed before it dies"


async def test_posting__token_that_never_works_is_not_fetched_for_ever(it: AdapterHarness) -> None:
    it.dd.faults.add("robot.batchSend", faults.code("InvalidAuthentication", 401), times=99)
    assert isinstance(await it.post(it.chat, it.view()), RetryLater)
    assert it.dd.recorder.counts()["robot.batchSend"] == 2


# --- the webhook


async def test_posting__without_the_permission_the_webhook_answers(it: AdapterHarness) -> None:
    await known(it)
    it.robot.permissions.discard(SEND)
    outcome = await it.post(it.group, it.view(picture=it.picture(), buttons=AGAIN))
    assert isinstance(outcome, Delivered)
    assert outcome.keys == ()
    shown = it.group.answers[0]
    assert (shown.via, shown.kind, shown.content.at) == ("webhook", "actionCard", ("小李",))
    assert shown.pictures == (it.host.pictures["p1"],)
    assert [button.label for button in shown.buttons] == ["再来一张", "删除"]


async def test_posting__without_the_permission_and_without_a_webhook_the_operator_is_told_which(
    it: AdapterHarness,
) -> None:
    it.robot.permissions.discard(SEND)
    assert isinstance(await it.post(it.group, it.view()), RetryLater)
    assert it.told("dingtalk-refuses-us")[0]["scopes"] == [SEND]


async def test_posting__somebody_from_outside_is_answered_by_webhook_only(it: AdapterHarness) -> None:
    chat = it.dd.one_to_one(it.robot, it.stranger)
    await it.heard(it.stranger.say(chat, "画一只猫"))
    assert isinstance(await it.post(chat, it.view(mention=None, buttons=AGAIN)), Delivered)
    assert chat.answers[0].via == "webhook"
    assert sends(it) == 0
    await it.clock.advance(91 * 60)
    assert isinstance(await it.post(chat, it.view(mention=None)), Blocked), "and not at all after 90 minutes"
    await it.heard(it.stranger.say(chat, "好了吗"))
    assert isinstance(await it.post(chat, it.view(mention=None)), Delivered)


async def test_posting__dead_webhook_is_known_by_its_errcode_and_forgotten(it: AdapterHarness) -> None:
    chat = it.dd.one_to_one(it.robot, it.stranger)
    await it.heard(it.stranger.say(chat, "画一只猫"))
    it.dd.faults.add("webhook.send", faults.errcode(300001))
    assert isinstance(await it.post(chat, it.view(mention=None)), Blocked)
    assert isinstance(await it.post(chat, it.view(mention=None)), Blocked)
    assert it.dd.recorder.counts()["webhook.send"] == 1


async def test_posting__expired_webhooks_are_swept_away(it: AdapterHarness) -> None:
    await known(it)
    await it.clock.advance(3 * 3600)

    def keys(tx: Tx) -> list[str]:
        chats = ("1:0147", it.group.conversation_id)
        return [tx.get(RouteRow, "dingtalk.tables.route", chat_id=chat).webhook for chat in chats]

    async with asyncio.timeout(60):
        # The sweep is a task of its own. It may have begun to wait only after the clock was moved.
        while await it.host.store.write(keys) != ["", ""]:
            await it.clock.advance(600)


async def test_posting__after_a_lost_answer_no_other_way_is_tried(it: AdapterHarness) -> None:
    await known(it)
    it.dd.faults.add("robot.batchSend", faults.DROP_AFTER)
    assert isinstance(await it.post(it.chat, it.view()), Unconfirmed)
    assert "webhook.send" not in it.dd.recorder.counts()


async def test_posting__censored_words_are_told_of(it: AdapterHarness) -> None:
    it.dd.org.forbidden_words.add("某词")
    outcome = await it.post(it.chat, it.view("#7 · 某词\n好了", picture=it.picture()))
    assert isinstance(outcome, Delivered)
    assert "内容审核" in it.chat.answers[0].text
    assert it.told("dingtalk-content-refused")


# --- taking back


async def test_posting__everything_sent_for_a_post_is_recalled(it: AdapterHarness) -> None:
    for chat in (it.chat, it.group):
        number = 100 + chat.is_group
        await it.post(chat, it.view(milestone="accepted"), post_id=number)
        shown = await it.post(chat, it.view(picture=it.picture()), post_id=number)
        assert isinstance(shown, Delivered)
        assert len(chat.answers) == 2
        outcome = await it.done(it.adapter.post(it.where(chat), Remove(number, shown.handle, it.view())))
        assert isinstance(outcome, Delivered)
        assert chat.answers == []


async def test_posting__after_a_day_it_is_too_late(it: AdapterHarness) -> None:
    shown = await it.post(it.chat, it.view(), post_id=9)
    assert isinstance(shown, Delivered)
    await it.clock.advance(24 * 3600 + 1)
    assert await it.done(it.adapter.post(it.where(it.chat), Remove(9, shown.handle, it.view()))) == TooLate()
    assert "robot.otoRecall" not in it.dd.recorder.counts()


async def test_posting__what_was_posted_by_webhook_cannot_be_recalled(it: AdapterHarness) -> None:
    await known(it)
    it.robot.permissions.discard(SEND)
    shown = await it.post(it.chat, it.view(), post_id=9)
    assert isinstance(shown, Delivered)
    assert await it.done(it.adapter.post(it.where(it.chat), Remove(9, shown.handle, it.view()))) == TooLate()
