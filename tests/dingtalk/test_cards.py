"""With a card template: one card for each job, created once, updated in place, its buttons pressed by callback."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.dingtalk.limits import CARD_BUTTONS
from bot.adapter_api import Blocked, Create, Delivered, Edit, Gone, Remove, Skipped, Unconfirmed
from bot.store.rows import PersonRow
from studio.server import Studio
from tests.dingtalk.conftest import WAIT_S, Environment, environment
from tests.dingtalk.host import AdapterHarness, adapter_harness
from tests.emulators.dingtalk import CARD_WRITE, CardButton, Template, faults

TEMPLATE = Template(
    "shenbi.schema",
    texts=("title", "text"),
    pictures=("picture",),
    buttons=tuple(
        CardButton(f"b{n}", f"${{b{n}}}", {"action": f"${{a{n}}}"}, shown_if=f"b{n}")
        for n in range(1, CARD_BUTTONS + 1)
    ),
)


@pytest.fixture
async def env(studio: Studio, tmp_path: Path) -> AsyncIterator[Environment]:
    async with environment(studio, tmp_path, dingtalk={"card_template_id": "shenbi.schema"}) as made:
        made.dd.add_template(TEMPLATE)
        yield made
        assert not made.dd.violations


@pytest.fixture
async def it(tmp_path: Path) -> AsyncIterator[AdapterHarness]:
    async with adapter_harness(tmp_path, card_template_id="shenbi.schema") as made:
        made.dd.add_template(TEMPLATE)
        yield made


@pytest.mark.parametrize("group", [False, True])
async def test_card__one_card_from_the_queue_to_the_picture_and_its_buttons(env: Environment, group: bool) -> None:
    chat = env.group if group else env.chat
    env.li.say(chat, "/画 一只猫", at=True)
    shown = await env.picture(chat)
    assert [message.kind for message in chat.answers] == ["card"]
    assert shown.card is not None
    assert len(shown.card.versions) >= 2, "the same card said that it was accepted"
    if group:
        assert shown.content.at == ("小李",)
    again = next(button for button in shown.buttons if "再来" in button.label)
    assert await env.li.press_card(shown, again.label) == {}
    await env.picture(chat, 2)
    assert len(await env.jobs()) == 2


async def test_card__press_does_not_erase_the_name_that_a_message_told(env: Environment) -> None:
    """The callback of a card carries the person's id only."""
    env.li.say(env.chat, "/画 一只猫")
    shown = await env.picture(env.chat)
    await env.li.press_card(shown, next(button.label for button in shown.buttons if "再来" in button.label))
    await env.picture(env.chat, 2)
    person = await env.app.store.read(
        lambda tx: tx.get(PersonRow, "people.find_person", platform="dingtalk", user_id=env.li.staff_id)
    )
    assert person.name == "小李"


async def test_card__administrator_who_presses_is_told_to_type_the_command(env: Environment) -> None:
    """The callback of a card does not tell who is an administrator, so a press never has that right."""
    env.wang.is_admin = True
    env.li.say(env.group, "/画 一只猫", at=True)
    shown = await env.picture(env.group)
    await env.wang.press_card(shown, next(button.label for button in shown.buttons if "删除" in button.label))
    refused = await env.says(env.group, "只有本人或管理员")
    assert "请发命令" in refused.text
    env.wang.say(env.group, "/删除 1", at=True)
    await env.dd.core.changed.wait_until(lambda: "已删除" in shown.text, WAIT_S, "the picture to go")


async def test_card__choice_of_a_style_fits_on_the_card(env: Environment) -> None:
    env.li.say(env.chat, "/画 一只猫")
    shown = await env.picture(env.chat)
    await env.li.press_card(shown, next(button.label for button in shown.buttons if "风格" in button.label))
    await env.chat.wait_for(lambda message: any(button.label == "水彩" for button in message.buttons), WAIT_S)
    await env.li.press_card(shown, "水彩")
    second = await env.picture(env.chat, 2)
    assert "水彩" in second.text


async def test_card__quoted_card_is_its_picture(env: Environment) -> None:
    env.li.say(env.chat, "/画 一只猫")
    shown = await env.picture(env.chat)
    await env.settled()
    env.li.quote(env.chat, shown, "/similar 一只熊", shape="only-id")
    await env.picture(env.chat, 2)


async def test_card__deleted_job_is_a_card_that_says_so_and_the_picture_comes_back_into_it(env: Environment) -> None:
    env.li.say(env.chat, "/画 一只猫")
    shown = await env.picture(env.chat)
    await env.li.press_card(shown, next(button.label for button in shown.buttons if "删除" in button.label))
    await env.dd.core.changed.wait_until(lambda: "要删除" in shown.text, WAIT_S, "the question")
    await env.li.press_card(shown, next(button.label for button in shown.buttons if "确定删除" in button.label))
    await env.dd.core.changed.wait_until(lambda: not shown.pictures, WAIT_S, "the picture to go")
    assert "已删除" in shown.text
    assert not shown.buttons
    said = await env.says(env.chat, "的图已删除")
    env.li.press(said, "撤销")
    await env.dd.core.changed.wait_until(lambda: bool(shown.pictures), WAIT_S, "the picture to come back")
    assert len(env.dd.recorder.of("card.createAndDeliver")) == 2, "no card beside it"


async def test_card__somebody_from_outside_gets_messages_instead(env: Environment) -> None:
    stranger = env.dd.add_person("外人", external=True)
    chat = env.dd.one_to_one(env.robot, stranger)
    stranger.say(chat, "/画 一只猫")
    assert (await env.picture(chat)).via == "webhook"


async def test_card__without_the_permission_everything_still_works(env: Environment) -> None:
    env.robot.permissions.discard(CARD_WRITE)
    env.li.say(env.chat, "/画 一只猫")
    shown = await env.picture(env.chat)
    assert shown.kind == "actionCard"
    assert len(env.dd.recorder.of("card.createAndDeliver")) == 1, "cards are left alone for a while"


async def test_card__lost_creation_is_no_second_card(it: AdapterHarness) -> None:
    it.dd.faults.add("card.createAndDeliver", faults.DROP_AFTER)
    assert isinstance(await it.post(it.chat, it.view(milestone="accepted"), post_id=3), Unconfirmed)
    shown = await it.post(it.chat, it.view(picture=it.picture()), post_id=3)
    assert isinstance(shown, Delivered)
    assert len(it.chat.answers) == 1
    assert it.chat.answers[0].pictures
    assert not it.dd.violations


async def test_card__update_goes_to_the_card_and_one_of_a_message_is_a_message(it: AdapterHarness) -> None:
    shown = await it.post(it.chat, it.view(milestone="accepted"), post_id=3)
    assert isinstance(shown, Delivered)
    done = await it.done(it.adapter.post(it.where(it.chat), Edit(3, shown.handle, it.view(picture=it.picture()))))
    assert isinstance(done, Delivered)
    assert len(it.chat.answers) == 1
    missing = await it.done(it.adapter.post(it.where(it.chat), Edit(3, "card:nothing", it.view())))
    assert missing == Gone()
    it.dd.cards.templates.clear()
    plain = await it.post(it.chat, it.view(milestone="accepted"), post_id=4)
    assert isinstance(plain, Delivered)
    assert it.told("dingtalk-cards-refused")
    running = await it.done(it.adapter.post(it.where(it.chat), Edit(4, plain.handle, it.view(milestone="running"))))
    assert running == Skipped()
    for _ in range(2):
        await it.done(it.adapter.post(it.where(it.chat), Edit(4, plain.handle, it.view(picture=it.picture()))))
    assert [message.kind for message in it.chat.answers] == ["card", "text", "markdown"]
    assert isinstance(await it.done(it.adapter.post(it.where(it.chat), Remove(4, plain.handle, it.view()))), Delivered)


async def test_card__200_is_not_yet_a_delivered_card(it: AdapterHarness) -> None:
    it.group.apps.remove(it.robot)
    assert isinstance(await it.post(it.group, it.view()), Blocked), "neither as a card nor as a message"
    assert len(it.dd.recorder.of("card.createAndDeliver")) == len(it.dd.recorder.of("robot.groupSend")) == 1


async def test_card__two_databases_do_not_share_card_ids(it: AdapterHarness, tmp_path: Path) -> None:
    first = await it.post(it.chat, it.view(milestone="accepted"), post_id=1)
    other = tmp_path / "other"
    other.mkdir()
    async with adapter_harness(other, card_template_id="shenbi.schema", listen=False) as second:
        second.dd.add_template(TEMPLATE)
        call = Create(1, second.view(milestone="accepted"))
        outcome = await second.done(second.adapter.post(second.where(second.chat), call))
    assert isinstance(first, Delivered)
    assert isinstance(outcome, Delivered)
    assert first.handle != outcome.handle


async def test_card__progress_is_given_up_first_and_the_result_is_not(tmp_path: Path) -> None:
    async with adapter_harness(tmp_path, card_template_id="shenbi.schema", monthly_api_calls=11) as it:
        it.dd.add_template(TEMPLATE)
        shown = await it.post(it.chat, it.view(milestone="accepted"), post_id=1)
        assert isinstance(shown, Delivered)
        await it.host.store.write(it.adapter.quota._count, "calls", 8)
        before = it.dd.usage.api_calls
        where = it.where(it.chat)
        assert await it.done(it.adapter.post(where, Edit(1, shown.handle, it.view(milestone="running")))) == Skipped()
        assert it.dd.usage.api_calls == before
        await it.done(it.adapter.post(where, Edit(1, shown.handle, it.view())))
        assert it.dd.usage.api_calls == before + 1
