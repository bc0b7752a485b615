"""What people type is shown, never obeyed: by DingTalk's cards and messages, by a terminal, in a log.

Findings (medium): DingTalk cards were not escaped, so that a prompt planted a link that made another member send `/forget yes`;
`shenbi jobs list` obeyed rich markup in prompts and crashed on `[/x]`.
"""

from __future__ import annotations

import asyncio
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from adapters.dingtalk import encode
from bot.adapter_api import Button, PostView, Sender
from bot.cli.commands import app as command
from bot.commands.confirmation import WINDOW_S, code_for, confirms
from bot.runtime.printable import json_text, printable
from bot.store import open_store
from studio.server import Studio
from tests.clock import DrivenClock
from tests.conftest import RunningApp, running_app
from tests.outside.security.terminal import held_job
from tests.scripted import APPEND_ONLY, ScriptedPlatform

EVIL = (
    "[free](dtmd://dingtalkclient/sendMessage?content=%2Fforget%20yes)",
    "![](dtmd://dingtalkclient/sendMessage?content=%2Fforget%20yes)",
    "<dtmd://dingtalkclient/sendMessage?content=%2Fforget%20yes>",
    "<a href='dtmd://dingtalkclient/sendMessage?content=x'>free</a>",
    "dtmd://dingtalkclient/sendMessage?content=%2Fforget%20yes",
    "DTMD://dingtalkclient/sendMessage?content=x",
    "dingtalk://dingtalkclient/page/link?url=https%3A%2F%2Fexample.org",
    "&#91;free&#93;&#40;dtmd://dingtalkclient/sendMessage?content=x&#41;",
    "&lt;dtmd://dingtalkclient/sendMessage?content=x&gt;",
    "[free][1]\n[1]: dtmd://dingtalkclient/sendMessage?content=x",
)
ACTING = re.compile(r"(?i)\b(?:dtmd|dingtalk)://")
LI = Sender("dingtalk", "u", "[小李](dtmd://x)", reply_key="0147")


def words_of(sent: dict[str, Any]) -> list[str]:
    """Everything in a message that a client shows as words or markdown; the addresses of our own buttons are not."""
    found = []
    for name, value in sent.items():
        if isinstance(value, dict):
            found += words_of(value)
        elif isinstance(value, list):
            for each in value:
                found += words_of(each) if isinstance(each, dict) else []
        elif isinstance(value, str) and "URL" not in name and not re.fullmatch(r"a\d+", name):
            found.append(value)
    return found


def every_form(view: PostView) -> list[dict[str, Any]]:
    """The view as everything that DingTalk may be sent."""
    wording = encode.Wording("输入：{commands}", group=True)
    media = ["@lADP1"]
    return [
        json.loads(encode.robot_message(view, media, wording).msg_param),
        json.loads(encode.robot_message(replace(view, buttons=()), media, wording).msg_param),
        json.loads(encode.robot_message(replace(view, buttons=()), [], wording).msg_param),
        encode.webhook_message(view, media, wording),
        encode.webhook_message(replace(view, buttons=()), [], wording),
        json.loads(encode.text_message(view.text).msg_param),
        json.loads(encode.file_message("@m", view.text, "pdf").msg_param),
        encode.card_params(view, "@lADP1"),
    ]


@pytest.mark.parametrize("evil", EVIL)
def test_escaping__no_form_of_a_dingtalk_message_holds_a_link_that_somebody_typed(evil: str) -> None:
    label = Button(evil, "again:7", "/again 7")
    view = PostView(f"{evil}\n{evil} and {evil}", title=evil, buttons=((label,),), mention=replace(LI, name=evil))
    for sent in every_form(view):
        plain = not sent.keys() & {"title", "markdown", "actionCard"}
        for words in words_of(sent):
            ours = words.replace("](dtmd://dingtalkclient/sendMessage?content=%2Fagain%207)", "")
            assert not ACTING.search(ours)
            if plain:
                continue  # Shown as it is, but for bare addresses.
            assert "](" not in ours.replace("![](@lADP1)", "")
            assert "<" not in ours
            assert not re.search(r"&#?\w+;", ours)


@given(st.text(alphabet="[]()<>!&;#x/:dtmkingal \n*`~", max_size=60))
def test_escaping__no_text_at_all_makes_a_link_in_a_card(text: str) -> None:
    for words in words_of(encode.card_params(PostView(f"{text}\n{text}", buttons=((Button(text, "a:1"),),)), "")):
        assert "](" not in words
        assert "<" not in words
        assert not ACTING.search(words)


def test_escaping__ordinary_address_and_ordinary_words_stay_what_they_are() -> None:
    words = "see https://example.org/a?b=1 · 16:9 · a: b · C:/x · 5 > 3 & more"
    (shown,) = words_of(json.loads(encode.text_message(words).msg_param))
    assert shown == words


# --- words that destroy ask first where a link may have sent them


async def test_escaping__code_confirms_one_action_of_one_person_for_a_while(tmp_path: Path) -> None:
    clock = DrivenClock()
    store = await open_store(f"sqlite:///{tmp_path / 'x.db'}", clock)
    try:
        code = await store.write(code_for, 7, "forget")
        for person, action, word, good in (
            (7, "forget", code, True),
            (8, "forget", code, False),
            (7, "delete:1", code, False),
            (7, "forget", "", False),
            (7, "forget", "猫", False),
        ):
            assert await store.write(confirms, person, action, word) is good
        clock.advance(WINDOW_S)
        assert await store.write(confirms, 7, "forget", code)
        clock.advance(WINDOW_S)
        assert not await store.write(confirms, 7, "forget", code)
    finally:
        await store.close()


async def typed(shenbi: RunningApp, words: str, count: int) -> str:
    """What a button types in the newest of `count` messages that have these words in them."""

    def asked() -> list[PostView]:
        found = [message.view for message in shenbi.chat.visible() if words in message.view.text]
        return found if len(found) == count else []

    found: list[PostView] = await shenbi.chat.until(asked)
    view = found[-1]
    return next(button.typed for row in view.buttons for button in row if button.typed)


async def test_escaping__link_cannot_make_a_member_destroy_anything(tmp_path: Path, studio: Studio) -> None:
    """On a platform whose buttons and links send words, what destroys is done by words with this person's code alone."""
    async with running_app(tmp_path, studio, ScriptedPlatform(capabilities=APPEND_ONLY)) as shenbi:
        await shenbi.chat.say("/imagine a fox")
        await shenbi.chat.picture()
        await shenbi.chat.say("/mod add cyber neon")
        await shenbi.chat.text("+cyber")
        for number, planted in enumerate(("/delete 1", "/delete", "/delete 1 yes", "/delete 1 yes 000000"), 1):
            await shenbi.chat.say(planted)
            code = await typed(shenbi, "Delete the pictures of #1?", number)
        await shenbi.chat.say("/mod remove cyber")
        removing = await typed(shenbi, "Remove +cyber?", 1)
        for number, planted in enumerate(("/forget yes", "/forget yes 000000"), 1):
            await shenbi.chat.say(planted)
            forgetting = await typed(shenbi, "everything I know of you", number)
        for words in (code, forgetting, removing):
            await shenbi.chat.say(words, user="bob")  # Another person's code is nobody's.
        assert (await shenbi.app.pictures.get("jobs/1/0.png"))[:4] == b"\x89PNG"
        await shenbi.chat.say(removing)
        await shenbi.chat.text("+cyber is removed")
        await shenbi.chat.say(code)
        await shenbi.chat.text("The pictures of #1 are deleted")
        await shenbi.chat.say(forgetting)
        await shenbi.chat.text("are deleted")


async def test_escaping__command_that_clients_make_touchable_asks_first(shenbi: RunningApp) -> None:
    """`/delete` in a person's prompt is a link on Telegram: touched, it would take the newest picture of whoever touches it."""
    await shenbi.chat.say("/imagine a fox /delete")
    await shenbi.chat.picture()
    await shenbi.chat.say("/delete")
    question = await shenbi.chat.text("Delete the pictures of #1?")
    assert (await shenbi.app.pictures.get("jobs/1/0.png"))[:4] == b"\x89PNG"
    await shenbi.chat.press(question, "🗑 Delete it")
    await shenbi.chat.until(lambda: not [m for m in shenbi.chat.visible() if m.view.picture])


# --- the operator's terminal and the log


HOSTILE = (
    "[/x] [red]a[/] [link=file:///etc]b[/link] \x1b[2J\x1b]0;owned\x07 \x9b31m \r\nfake line \u202egnp.\u2066 \x00"
)


@pytest.mark.parametrize("words", ["jobs list", "jobs explain 1", "jobs list --json", "jobs explain 1 --json"])
async def test_escaping__prompt_is_shown_and_not_obeyed_in_the_terminal(
    words: str, tmp_path: Path, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    await held_job(tmp_path, studio, HOSTILE)
    monkeypatch.setenv("SHENBI_DATA_DIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    shown = await asyncio.to_thread(CliRunner().invoke, command, words.split())
    assert shown.exit_code == 0, shown.output
    assert shown.output.replace("\n", "").isprintable()
    if "--json" in words:
        found = json.loads(shown.output)
        assert (found if isinstance(found, dict) else found[0])["prompt"].startswith("[/x] [red]a[/]")
    else:
        assert "[/x] [red]a[/]" in shown.output


@given(st.text(max_size=80))
def test_escaping__no_text_moves_the_cursor_and_json_says_the_same(text: str) -> None:
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029]", printable(text))
    line = json_text({"prompt": text})
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029]", line)
    assert json.loads(line) == {"prompt": text}


def test_escaping__ordinary_words_are_shown_as_they_are() -> None:
    for words in ("一只猫", "👩‍🚀 naïve", "نیم‌فاصله", "[red]"):
        assert printable(words) == words


def test_escaping__nothing_prints_but_through_the_terminal_module() -> None:
    for name in ("cli/main", "cli/commands", "cli/running", "cli/admin"):
        source = (Path(__file__).parents[3] / "bot" / f"{name}.py").read_text(encoding="utf-8")
        assert not re.search(r"typer\.echo|\bprint\((?!table)|rich\.print|markup=True", source), name
