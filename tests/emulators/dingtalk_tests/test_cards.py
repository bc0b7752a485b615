"""Interactive cards."""

import asyncio
import json
from typing import Any

import pytest

from tests.emulators.dingtalk import CARD_WRITE, CardButton, ChatMessage, Template

from .conftest import Environment, picture
from .raw_client import BOT, WAIT_S

TEMPLATE = Template(
    "job.schema",
    texts=("title", "state"),
    pictures=("picture",),
    buttons=(CardButton("again", "再来", {"job": "${job}"}, shown_if="done"),),
)


def card(env: Environment, *, group: bool = False, **changes: Any) -> dict[str, Any]:
    """The body of createAndDeliver."""
    body: dict[str, Any] = {
        "cardTemplateId": "job.schema",
        "outTrackId": "job-1",
        "callbackType": "STREAM",
        "cardData": {"cardParamMap": {"title": "一只猫", "state": "排队", "job": "1"}},
    }
    if group:
        body["openSpaceId"] = f"dtv1.card//IM_GROUP.{env.group.conversation_id}"
        body["imGroupOpenSpaceModel"] = {"supportForward": True}
        body["imGroupOpenDeliverModel"] = {"robotCode": "ding-app", "atUserIds": {"0147": "小李"}}
    else:
        body["openSpaceId"] = "dtv1.card//IM_ROBOT.0147"
        body["imRobotOpenSpaceModel"] = {"supportForward": True}
        body["imRobotOpenDeliverModel"] = {"spaceType": "IM_ROBOT"}
    return body | changes


async def create(env: Environment, **changes: Any) -> tuple[int, Any]:
    env.dd.add_template(TEMPLATE)
    return await env.robot.call("/card/instances/createAndDeliver", card(env, **changes))


async def update(env: Environment, params: dict[str, Any], by_key: bool = True, **changes: Any) -> tuple[int, Any]:
    body = {
        "outTrackId": "job-1",
        "cardData": {"cardParamMap": params},
        "cardUpdateOptions": {"updateCardDataByKey": by_key},
    }
    return await env.robot.call("/card/instances", body | changes, "PUT")


async def finished_card(env: Environment, group: bool = False) -> ChatMessage:
    """A card whose button is there."""
    await create(env, group=group)
    await update(env, {"done": "true"})
    return (env.group if group else env.chat).answers[0]


@pytest.mark.parametrize("group", [False, True])
async def test_card__is_created_and_follows_its_updates(env: Environment, group: bool) -> None:
    status, answer = await create(env, group=group)
    (delivered,) = answer["result"]["deliverResults"]
    assert status == 200 and delivered["success"] is True
    (message,) = (env.group if group else env.chat).answers
    assert message.process_query_key == delivered["carrierId"]
    assert message.content.at == (("小李",) if group else ())
    assert (message.text, message.pictures, message.buttons) == ("一只猫\n排队", (), ())
    media = (await env.robot.upload(picture()))["media_id"]
    assert (await update(env, {"state": "好了", "picture": media, "done": "true"}))[0] == 200
    assert (message.text, message.pictures) == ("一只猫\n好了", (picture(),))
    assert [button.label for button in message.buttons] == ["再来"]
    await update(env, {"title": "alone"}, by_key=False)
    assert message.text == "alone"
    assert message.card is not None and len(message.card.versions) == 3
    assert env.violated() == []


async def test_card__in_two_steps(env: Environment) -> None:
    env.dd.add_template(TEMPLATE)
    body = card(env)
    delivery = {key: body.pop(key) for key in ("openSpaceId", "imRobotOpenDeliverModel")}
    assert (await env.robot.call("/card/instances", body))[1] == {"success": True, "result": "job-1"}
    assert env.chat.answers == []
    _, answer = await env.robot.call("/card/instances/deliver", {"outTrackId": "job-1", "userIdType": 1, **delivery})
    assert answer["result"][0]["success"] is True
    assert len(env.chat.answers) == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"cardTemplateId": "none.schema"}, "param.templateNotExist"),
        ({"cardTemplateId": "draft.schema"}, "param.templateUnpublished"),
        ({"outTrackId": ""}, "param.error"),
        ({"openSpaceId": "IM_ROBOT.0147"}, "param.openSpaceIdInvalid"),
        ({"openSpaceId": "dtv1.card//IM_MARS.1"}, "param.openSpaceIdInvalid"),
        ({"cardData": {"cardParamMap": {"pct": 10}}}, "param.error"),
        ({"cardData": {"cardParamMap": {"k" * 101: "x"}}}, "param.error"),
        ({"cardData": {"cardParamMap": {"k": "字" * 342}}}, "param.error"),
        ({"cardData": {"cardParamMap": {"k": "禁"}}}, "param.contentUnsafe"),
    ],
)
async def test_card__refused_cards(env: Environment, changes: dict[str, Any], code: str) -> None:
    env.dd.add_template(Template("draft.schema", published=False))
    env.dd.org.forbidden_words.add("禁")
    status, answer = await create(env, **changes)
    assert (status, answer["code"]) == (400, code)
    assert env.dd.cards.by_track_id == {}


async def test_card__track_id_is_used_once(env: Environment) -> None:
    await create(env)
    assert (await create(env))[1]["code"] == "param.cardAlreadyExist"
    assert len(env.chat.answers) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"openSpaceId": "dtv1.card//IM_ROBOT.nobody"},
        {"imRobotOpenDeliverModel": {}},
        {"imRobotOpenSpaceModel": None},
        {"openSpaceId": "dtv1.card//IM_GROUP.cid", "imGroupOpenSpaceModel": {}, "imGroupOpenDeliverModel": {}},
    ],
)
async def test_card__failed_delivery_hides_in_a_200(env: Environment, changes: dict[str, Any]) -> None:
    status, answer = await create(env, **changes)
    (delivered,) = answer["result"]["deliverResults"]
    assert (status, delivered["success"]) == (200, False) and delivered["errorMsg"]
    assert env.chat.answers == []


async def test_card__updates_that_are_refused(env: Environment) -> None:
    assert (await update(env, {}))[1]["code"] == "param.cardNotExist"
    await create(env)
    assert (await update(env, {"state": 5}))[1]["code"] == "param.error"
    env.app.permissions.remove(CARD_WRITE)
    assert (await update(env, {}))[0] == 403


async def test_card__press_is_answered_in_the_ack(env: Environment) -> None:
    message = await finished_card(env, group=True)
    await env.robot.connect()
    env.robot.card_answer = {
        "cardUpdateOptions": {"updateCardDataByKey": True, "updatePrivateDataByKey": True},
        "cardData": {"cardParamMap": {"state": "又在画"}},
        "userPrivateData": {"cardParamMap": {"title": "你的猫"}},
    }
    assert await env.wang.press_card(message, "再来") == env.robot.card_answer
    assert message.text == "一只猫\n又在画"
    assert message.card is not None and message.card.content(env.wang).text == "你的猫\n又在画"
    pressed = await env.robot.payload()
    assert (pressed["type"], pressed["userId"], pressed["spaceType"]) == ("actionCallback", "0148", "IM_GROUP")
    expected = {"cardPrivateData": {"actionIds": ["again"], "params": {"job": "1"}}}
    assert json.loads(pressed["content"]) == json.loads(pressed["value"]) == expected
    assert env.violated() == []


async def test_card__press_that_is_answered_late_or_never(env: Environment) -> None:
    message = await finished_card(env)
    await env.robot.connect(topics=(BOT,))
    assert await env.li.press_card(message, "again") is None  # nobody subscribed
    await env.dd.gateway.close()
    env.robot.acking = False
    socket = await env.robot.connect()
    pressing = asyncio.create_task(env.li.press_card(message, "again"))
    (frame,) = await env.robot.frames(1)
    assert (await update(env, {"state": "x"}))[0] == 200
    await env.clock.advance(2.1)
    late = {"code": 200, "headers": {"messageId": frame["headers"]["messageId"]}, "data": '{"response": {}}'}
    await socket.send_str(json.dumps(late))
    assert await asyncio.wait_for(pressing, WAIT_S) is None
    assert env.violated() == ["card-update-inside-callback", "card-callback-late"]


async def test_card__answer_that_is_no_answer(env: Environment) -> None:
    message = await finished_card(env)
    await env.robot.connect()
    env.robot.card_answer = {"cardData": {"cardParamMap": {"state": 5}}}
    assert await env.li.press_card(message, "再来") is None
    assert env.violated() == ["param.error"]


async def test_card__without_stream_callbacks_is_dead(env: Environment) -> None:
    await create(env, callbackType="HTTP")
    await update(env, {"done": "true"})
    assert await env.li.press_card(env.chat.answers[0], "再来") is None
    assert env.violated() == ["card-dead"]


async def test_card__streaming(env: Environment) -> None:
    await create(env)

    async def stream(**changes: Any) -> tuple[int, Any]:
        body = {"outTrackId": "job-1", "guid": "g", "key": "state", "content": "好", "isFull": False}
        return await env.robot.call("/card/streaming", body | {"isFinalize": False, "isError": False} | changes, "PUT")

    await stream(isFull=True)
    await stream(content="了")
    assert env.chat.answers[0].text == "一只猫\n好了"
    assert (await stream(content="x" * 70_000))[1]["code"] == "200092"
    assert (await stream(guid=""))[0] == (await stream(content=5))[0] == 400
    await stream(isFinalize=True)
    assert (await stream())[0] == 400
