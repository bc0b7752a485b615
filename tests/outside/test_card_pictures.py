"""DingTalk's cards, and a picture that cannot be put into one: said, and never taken for shown.

Siblings of D3 and D6 (DingTalk-Real-AI/dingtalk-openclaw-connector#424): the same refusals met on the way into a card.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.adapter_api import Delivered, Edit, PostRefused
from tests.dingtalk.host import AdapterHarness, adapter_harness
from tests.dingtalk.test_cards import TEMPLATE
from tests.emulators.dingtalk import faults


@pytest.fixture
async def it(tmp_path: Path) -> AsyncIterator[AdapterHarness]:
    async with adapter_harness(tmp_path, card_template_id=TEMPLATE.template_id) as made:
        made.dd.add_template(TEMPLATE)
        yield made


async def test_card_picture__that_is_no_longer_kept_is_not_shown_by_its_card(it: AdapterHarness) -> None:
    shown = await it.post(it.chat, it.view(milestone="accepted"), post_id=3)
    assert isinstance(shown, Delivered)
    picture = it.picture()
    it.host.pictures.clear()
    outcome = await it.done(it.adapter.post(it.where(it.chat), Edit(3, shown.handle, it.view(picture=picture))))
    assert outcome == PostRefused("not kept", "gone")


@pytest.mark.parametrize("code", [60011, 60020, 88])
async def test_card_picture__upload_that_only_the_operator_can_mend_says_nothing_about_cards(
    it: AdapterHarness, code: int
) -> None:
    it.dd.faults.add("media.upload", faults.errcode(code), times=99)
    outcome = await it.post(it.chat, it.view(picture=it.picture()), post_id=3)
    assert isinstance(outcome, PostRefused)
    assert "dingtalk-cards-refused" not in [problem for problem, _ in it.host.problems]
    assert isinstance(await it.post(it.chat, it.view(milestone="accepted"), post_id=4), Delivered)
    assert [message.kind for message in it.chat.answers] == ["card"]
