"""Commands as forms: what a platform with fields is told, suggestions while somebody types, and a form that begins with words."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from bot.adapter_api import Conversation, HasForms
from bot.commands.jobs.text import COUNTDOWN_STEP_S
from bot.grammar.vocabulary import MENU
from studio.server import Settings as StudioSettings
from studio.server import Studio, StudioOptions
from tests.conftest import RunningApp, running_app
from tests.scripted import EDITABLE, ScriptedPlatform

HERE = Conversation("scripted", "ann")


def forms_of(shenbi: RunningApp) -> HasForms:
    host: object = shenbi.chat.host
    assert isinstance(host, HasForms)
    return host


async def labels(shenbi: RunningApp, suggested: str, typed: str, user: str = "ann", language: str = "en") -> list[str]:
    found = await forms_of(shenbi).suggest(user, HERE, suggested, typed, language, 25)  # type: ignore[arg-type]
    return [each.value for each in found]


async def test_forms__suggestions_are_the_persons_own_and_in_both_languages(shenbi: RunningApp) -> None:
    forms = {form.name: form for form in forms_of(shenbi).forms()}
    assert list(forms) == [name for name in MENU if name in forms]
    assert forms["imagine"].names == {"en": "imagine", "zh": "画"}
    assert forms["settings"].private
    for form in forms.values():
        for field in form.fields:
            assert all(form.field_hints[field.name][language] for language in ("zh", "en"))

    assert await labels(shenbi, "style", "水") == ["watercolor", "chinese painting"]
    assert await labels(shenbi, "style", "oil") == ["oil painting"]
    assert len(await labels(shenbi, "style", "")) == 10
    assert "wanx-v1" in await labels(shenbi, "model", "wanx")
    assert await labels(shenbi, "scene", "post") == ["poster"]
    assert await labels(shenbi, "scene", "海报", language="zh") == ["海报"]

    await shenbi.chat.say("/imagine a red fox")
    await shenbi.chat.picture(count=1)
    await shenbi.chat.say("/mod add gloam warm light at dusk")
    await shenbi.chat.until(lambda: any("gloam" in m.view.text for m in shenbi.chat.visible()))
    assert await labels(shenbi, "job", "fox") == await labels(shenbi, "job", "1") == ["1"]
    assert await labels(shenbi, "job", "cat") == []
    assert await labels(shenbi, "job", "", user="bob") == []
    assert await labels(shenbi, "modifier", "gl") == ["gloam"]
    assert (await labels(shenbi, "modifier", "noir gl"))[0] == "noir gloam"
    assert "gloam" not in await labels(shenbi, "modifier", "gl", user="bob")


async def test_forms__a_form_begins_with_the_words_of_a_picture(tmp_path: Path, studio: Studio) -> None:
    chat = ScriptedPlatform(capabilities=replace(EDITABLE, private_input="field", forms=True))
    async with running_app(tmp_path, studio, chat) as shenbi:
        await chat.say("/imagine a red fox --style watercolor")
        shown = await chat.picture(count=1)
        (button,) = [each for row in shown.view.buttons for each in row if each.ask]
        begins = await forms_of(shenbi).field_text("ann", HERE, button.action)
        assert begins == "/imagine a red fox --style watercolor"
        assert await forms_of(shenbi).field_text("bob", Conversation("scripted", "bob"), button.action) == ""
        assert await forms_of(shenbi).field_text("ann", HERE, "prompt:999") == ""

        await chat.push_form(shown, button.action, begins.replace("red", "blue"))
        second = await chat.picture(count=2)
        assert second.view.text.startswith("#2 · a blue fox")
        await chat.push_form(shown, button.action, "a green fox")  # Without the command it is words to paint.
        third = await chat.picture(count=3)
        assert third.view.text.startswith("#3 · a green fox")
        await chat.push_form(shown, button.action, " ")
        await chat.until(lambda: any("no words" in m.view.text for m in chat.visible()))
        await chat.push_form(shown, button.action, "a yellow fox", user="mallory", where="mallory")
        await chat.until(lambda: chat.visible("mallory"))
        assert "blue" not in chat.visible("mallory")[0].view.text
        assert len(await shenbi.jobs()) == 3


async def test_awaited_answer__comes_for_what_needs_no_words_and_for_who_is_not_on_the_list(
    tmp_path: Path, studio: Studio
) -> None:
    """Where the platform shows "is thinking" until an answer comes. Otherwise a session's card says enough, and strangers in a
    group are not answered."""

    def said(text: str, user: str, *, awaits: bool) -> dict[str, object]:
        return {
            "text": text, "user": user, "chat": "club", "language": "en", "admin": False, "direct": False, "images": [],
            "quote": None, "awaits": awaits,
        }  # fmt: skip

    async with running_app(tmp_path, studio, access={"people": ["scripted:ann"]}) as shenbi:
        chat = shenbi.chat
        await chat.push(said("/session start the sea", "ann", awaits=True), "start")
        done = await chat.until(lambda: next((m for m in chat.visible("club") if m.view.text == "✅ Done."), None))
        assert (done.view.reply_to, done.view.private) == ("start", True)
        await chat.push(said("/imagine a fox", "eve", awaits=False), "silent")
        await chat.push(said("/imagine a fox", "eve", awaits=True), "told")
        told = await chat.until(lambda: next((m for m in chat.visible("club") if "scripted:eve" in m.view.text), None))
        assert told.view.reply_to == "told"
        await chat.push(said("/quota", "ann", awaits=True), "quota")
        await chat.until(lambda: any(m.view.reply_to == "quota" for m in chat.visible("club")))
        answers = [m.view.reply_to for m in chat.visible("club") if m.view.reply_to]
        assert sorted(answers) == ["quota", "start", "told"], "one each, and none for the silent one"


async def test_countdown__of_a_job_is_a_point_in_time_where_the_platform_counts_by_itself(tmp_path: Path) -> None:
    """Seconds in words would have to be edited; a point in time stays right."""
    chat = ScriptedPlatform(capabilities=replace(EDITABLE, countdowns=True))
    options = StudioOptions(settings=StudioSettings(canned=True, min_task_s=30.0), seed=1)
    async with Studio(options) as slow, running_app(tmp_path, slow, chat):
        await chat.say("/imagine a fox")
        shown = await chat.until(lambda: next((m for m in chat.visible() if "ready" in m.view.text), None))
        ((offset, words, moment),) = shown.view.times
        assert shown.view.text[offset : offset + len(words)] == words
        assert moment % COUNTDOWN_STEP_S == 0
        assert "about" not in shown.view.text
