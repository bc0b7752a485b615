"""Forms of one field: what opens them, what they begin with, and that their submission finds the picture again."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.discord.decode import decode
from adapters.discord.instant import Instant
from adapters.discord.modals import MAX_REMEMBERED, REMEMBERED_S
from bot.adapter_api import Conversation, Message, Press
from tests.clock import DrivenClock
from tests.discord.host import FormHost
from tests.discord.payloads import BOT, CHANNEL, GUILD, Json, frame, on_message, press, slash, submission
from tests.discord.test_decode import REPLIED
from tests.emulators.discord.components import check_modal
from tests.emulators.discord.errors import Form

HERE = Conversation("discord", GUILD, CHANNEL)


async def opened(instant: Instant, interaction: Json) -> Json:
    """The modal that an interaction opens, checked as Discord does."""
    assert instant.opens_form(interaction)
    modal = await instant.form(interaction)
    form = Form()
    check_modal(modal, form)
    form.done()
    return modal


def field_of(modal: Json) -> Json:
    (label,) = modal["components"]
    field: Json = label["component"]
    return field


def test_modals__only_what_asks_for_words_is_not_saved() -> None:
    instant = Instant(FormHost(), "en")
    assert instant.opens_form(press("?idea:7:0f3c9a"))
    assert instant.opens_form(on_message("Change this", REPLIED))
    assert instant.opens_form(on_message("Use as style", REPLIED))
    for saved in (
        press("again:42"), slash("edit", ("prompt", 3, "x")), on_message("Restyle this", REPLIED), submission("?idea:7:0f", "x"),
        on_message("Describe this", REPLIED), {"type": 1},
    ):  # fmt: skip
        assert not instant.opens_form(saved)


async def test_modals__a_button_opens_a_form_that_begins_with_the_words_of_its_picture() -> None:
    host = FormHost(texts={"prompt:42": "/imagine a red fox"})
    modal = await opened(Instant(host, "en"), press("?prompt:42", label="✏️ Edit prompt"))
    assert (modal["custom_id"], modal["title"]) == ("?prompt:42", "✏️ Edit prompt")
    assert field_of(modal)["value"] == "/imagine a red fox"
    assert host.asked == [("42", HERE, "prompt:42")]
    decoded = decode(frame("INTERACTION_CREATE", submission(modal["custom_id"], "/imagine a blue fox")), BOT)
    assert isinstance(decoded, Press)
    assert (decoded.action, decoded.text) == ("prompt:42", "/imagine a blue fox")


async def test_modals__words_that_are_too_long_for_a_field_are_left_out_rather_than_cut() -> None:
    host = FormHost(texts={"prompt:42": "x" * 4001})
    assert "value" not in field_of(await opened(Instant(host, "en"), press("?prompt:42", label="x" * 80)))


async def test_modals__a_form_about_somebodys_picture_brings_that_picture_with_its_submission() -> None:
    """The submission itself does not carry the message, which cannot be read without the intent."""
    instant = Instant(FormHost(), "en")
    modal = await opened(instant, on_message("Change this", REPLIED, locale="zh-CN"))
    assert (modal["title"], modal["custom_id"]) == ("修改这张图", "about:edit:700")
    sent = submission(modal["custom_id"], "make it night")
    decoded = decode(frame("INTERACTION_CREATE", sent, **instant.context(sent)), BOT)
    assert isinstance(decoded, Message)
    assert decoded.text == "/edit make it night"
    assert decoded.reply_to is not None
    assert len(decoded.reply_to.images) == 1
    assert instant.context(submission("about:edit:701", "x")) == {}, "another message"
    assert Instant(FormHost(), "en").context(sent) == {}, "after a restart"
    assert instant.context(submission("?prompt:42", "x")) == {}


async def test_modals__what_is_remembered_is_bounded() -> None:
    clock = DrivenClock()
    instant = Instant(FormHost(clock=clock), "en")
    await instant.form(on_message("Change this", REPLIED))
    clock.advance(REMEMBERED_S + 1)
    await instant.form(on_message("Change this", REPLIED | {"id": "701"}))
    assert instant.context(submission("about:edit:700", "x")) == {}
    for number in range(MAX_REMEMBERED):
        await instant.form(on_message("Use as style", REPLIED | {"id": str(1000 + number)}))
    assert instant.context(submission("about:edit:701", "x")) == {}
    assert instant.context(submission("about:similar:1000", "x")) != {}


@pytest.mark.parametrize("custom_id", ["about:edit", "about:restyle:700", "about:edit:x", "", "forms:1"])
def test_modals__a_form_that_is_not_ours_is_refused(custom_id: str) -> None:
    with pytest.raises(ValueError, match="not ours"):
        decode(frame("INTERACTION_CREATE", submission(custom_id, "x")), BOT)


def test_instant__answers_about_ones_own_settings_are_private_where_others_read() -> None:
    instant = Instant(FormHost(), "en")
    private: list[tuple[Any, bool]] = [
        (slash("settings"), True), (slash("quota"), True), (slash("help"), True), (slash("forget"), True),
        (slash("imagine", ("prompt", 3, "x")), False), (slash("gallery"), False), (slash("settings", direct=True), False),
        (on_message("Restyle this", REPLIED), False), (press("again:1"), False), ({"data": 1}, False),
    ]  # fmt: skip
    for interaction, wanted in private:
        assert instant.is_private(interaction) is wanted
