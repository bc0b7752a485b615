"""Commands, forms and the menus of messages, through a whole Shenbi: Ann and Bob in a server, without any privileged intent."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from adapters.discord import DiscordAdapter
from bot.app import App, build
from bot.store.rows import JobRow
from config.settings import Settings
from studio.server import Studio
from tests.conftest import photo
from tests.databases import prepared
from tests.discord.world import DISCORD_TOKEN, discord_options, shown_text, unhurried_discord
from tests.emulators.discord import DiscordServer
from tests.emulators.discord.interactions import Callback

PATIENCE_S = 90.0


@dataclass
class Room:
    """A channel of a server with Ann, Bob and the bot, and the direct chat of Ann."""

    discord: DiscordServer
    app: App
    ann: Any
    bob: Any
    robot: Any
    channel: Any

    async def until(self, condition: Any) -> Any:
        """Wait until something is true of what is shown."""
        return await self.discord.world.changed.wait_until(condition, PATIENCE_S, "what the test waits for")

    async def picture(self, count: int = 1) -> Any:
        """The newest of the bot's messages here with a picture, once there are so many."""

        def probe() -> Any:
            shown = [message for message in self.channel.by(self.robot) if message.pictures]
            return shown[-1] if len(shown) >= count else None

        return await self.until(probe)

    async def jobs(self) -> list[dict[str, Any]]:
        """What was asked for, newest first."""
        rows = await self.app.store.read(lambda tx: tx.all(JobRow, "jobs.recent_of_person", person_id=1, limit=50))
        return [json.loads(row.request) for row in rows]


@asynccontextmanager
async def room(
    folder: Path, studio: Studio, discord: DiscordServer, robot: Any, ann: Any, bob: Any
) -> AsyncIterator[Room]:
    guild = next(iter(discord.world.guilds.values()), None) or discord.guild("Painters", [ann, bob, robot])
    channel = next(iter(guild.channels.values()), None) or discord.channel(guild)
    settings = Settings.model_validate(
        {
            "data_dir": folder,
            "upstream": {"base_url": studio.base_url, "accounts": [{"name": "main", "keys": ["sk-test-0001"]}]},
            "language": "en",
            "keeping": {"low_disk_mb": 0},
            "web": {"enabled": False},
            "discord": discord_options(discord),
        }
    )
    async with build(prepared(settings), adapters=[DiscordAdapter]) as app:
        running = asyncio.create_task(app.run())
        try:
            await discord.gateway.connected(timeout=PATIENCE_S)
            here = Room(discord, app, ann, bob, robot, channel)
            await here.until(lambda: robot.commands)
            yield here
        finally:
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running


@pytest.fixture
async def here(tmp_path: Path, studio: Studio) -> AsyncIterator[Room]:
    """A running Shenbi there."""
    async with unhurried_discord() as discord:
        robot = discord.add_bot(DISCORD_TOKEN)
        ann, bob = discord.add_person("Ann"), discord.add_person("Bob", locale="zh-CN")
        async with room(tmp_path, studio, discord, robot, ann, bob) as running:
            yield running


async def test_commands__fields_completion_and_pictures_of_ones_own(here: Room) -> None:
    typed = here.bob.complete(here.channel, "画", "style", "水")
    assert await typed.answered() is Callback.CHOICES
    assert [choice["value"] for choice in typed.choices] == ["watercolor", "chinese painting"]
    nobodys = here.ann.complete(here.channel, "show", "number", "")
    await nobodys.answered()
    assert nobodys.choices == []

    asked = here.ann.slash(
        here.channel,
        "imagine",
        prompt="a fox --ar 16:9",
        style="oil painting",
        n=2,
        no='text" --n 12 "@everyone',
        transparent=False,
    )
    shown = await here.picture()
    assert shown is asked.original, "the answer became the picture"
    (request,) = await here.jobs()
    assert (request["prompt"], request["style"], request["n"]) == ("a fox", "oil painting", 2)
    assert request["negative_prompt"] == "text' --n 12 '@everyone"
    assert shown.pinged == []

    mine = here.ann.complete(here.channel, "show", "number", "fox")
    await mine.answered()
    assert [choice["value"] for choice in mine.choices] == ["1"]
    here.ann.slash(here.channel, "restyle", image=photo(), style="sketch")
    await here.picture(2)
    assert (await here.jobs())[0]["reference"]["mode"] == "repaint"
    here.ann.slash(here.channel, "blend", prompt="both in the snow", image=photo(), image2=photo(colour="navy"))
    await here.until(lambda: any("¥" in message.content and message.buttons for message in here.channel.by(here.robot)))


async def test_commands__what_concerns_one_person_is_shown_to_that_person_alone(here: Room) -> None:
    settings = here.ann.slash(here.channel, "settings", setting="style", value="anime")
    panel = await settings.shown()
    assert panel.seen_by is here.ann
    assert "Style: anime" in shown_text(panel.content)
    here.ann.press(panel, panel.buttons[0].custom_id, "Style")
    await here.until(lambda: any("Which style" in message.content for message in (panel,)))
    refused = here.ann.slash(here.channel, "show", number="999")
    await here.until(lambda: refused.followups or (refused.original and refused.original.content))
    answers = [*refused.followups, *([refused.original] if refused.original and not refused.original.deleted else [])]
    assert [answer.seen_by for answer in answers] == [here.ann]
    quota = here.bob.slash(here.channel, "quota")
    assert (await quota.shown()).seen_by is here.bob


async def test_message_commands__work_on_anybodys_picture_without_an_intent(here: Room) -> None:
    bobs = here.bob.say(here.channel, "my photo", files=[photo()])
    restyle = here.ann.use_on(bobs, "Restyle this")
    question = await restyle.shown()
    assert "style" in shown_text(question.content)
    select = next(button for button in question.buttons if button.options)
    here.ann.press(question, select.custom_id, select.options[0][1])
    await here.picture()
    assert (await here.jobs())[0]["reference"]["mode"] == "repaint"

    change = here.ann.use_on(bobs, "Change this")
    assert await change.answered() is Callback.MODAL
    assert change.modal is not None
    sent = here.ann.submit(change, words="make it night")
    assert await sent.answered() is Callback.DEFERRED
    await here.picture(2)
    newest = (await here.jobs())[0]
    assert newest["prompt"] == "make it night"
    assert newest["reference"]["mode"] == "edit"

    style = here.bob.use_on(bobs, "用作风格")
    await style.answered()
    assert style.modal is not None
    assert style.modal["title"] == "照这张图的风格画"

    nothing = here.ann.use_on(here.bob.say(here.channel, "no picture here"), "Restyle this")
    await here.until(lambda: nothing.followups or (nothing.original and nothing.original.content))
    # A plain message of Bob's reaches the bot empty, and a reply to it with a mention does not show its picture.
    here.ann.say(here.channel, f"{here.ann.mention(here.robot)} /restyle sketch", reply_to=bobs, ping=False)
    await here.until(lambda: any("Apps" in message.content for message in here.channel.by(here.robot)))


async def test_forms__a_picture_is_painted_again_with_other_words(here: Room) -> None:
    here.ann.slash(here.channel, "imagine", prompt="a *red* fox_", style="watercolor")
    shown = await here.picture()
    assert "a \\*red\\* fox\\_" in shown.content
    edit = here.ann.press(shown, "✏️ Edit prompt")
    assert await edit.answered() is Callback.MODAL
    assert edit.modal is not None
    field = edit.modal["components"][0]["component"]
    assert field["value"] == "/imagine a *red* fox_ --style watercolor"
    here.ann.submit(edit, words=field["value"].replace("*red*", "blue"))
    await here.picture(2)
    assert (await here.jobs())[0]["prompt"] == "a blue fox_"
    here.bob.slash(here.channel, "settings", here=False, setting="cover", value="yes")
    here.bob.slash(here.channel, "imagine", prompt="a cat")
    covered = await here.picture(3)
    assert covered.attachments[0].is_spoiler


async def test_cover__of_one_picture_covers_it_alone(here: Room) -> None:
    here.ann.slash(here.channel, "imagine", prompt="a red fox --cover")
    covered = await here.picture()
    assert covered.attachments[0].is_spoiler
    here.ann.slash(here.channel, "imagine", prompt="a cat")
    assert not (await here.picture(2)).attachments[0].is_spoiler
    assert "--cover" not in (await here.jobs())[1]["prompt"]


async def test_commands__that_are_shown_by_a_card_are_answered_all_the_same(here: Room) -> None:
    """Otherwise "is thinking" would stand there for a quarter of an hour, and then a failure."""

    def answers(asked: Any) -> list[Any]:
        original = asked.original
        shown = [original] if original is not None and not original.deleted and not original.is_loading else []
        return [message for message in (*asked.followups, *shown) if not message.deleted]

    started = here.ann.slash(here.channel, "session", action="start", words="the sea")
    await here.until(lambda: answers(started))
    assert [answer.seen_by for answer in answers(started)] == [here.ann]
    card = next(message for message in here.channel.by(here.robot) if "the sea" in message.content)
    given = here.bob.slash(here.channel, "idea", idea="a fox")
    assert (await given.shown()).seen_by is here.bob
    opened = here.ann.press(card, "💡 Give an idea")
    assert await opened.answered() is Callback.MODAL
    here.ann.submit(opened, words="a boat")
    await here.until(lambda: any("a boat" in message.content for message in here.channel.by(here.robot)))
    assert started.original is None or started.original.deleted or not started.original.is_loading


async def test_sessions__have_a_thread_of_their_own_where_that_is_wished(here: Room) -> None:
    started = here.ann.slash(here.channel, "session", action="start", words="the sea", thread=True)

    def card() -> Any:
        threads = [one for one in here.channel.guild.channels.values() if one.is_thread]
        return next(
            (message for one in threads for message in one.by(here.robot) if "the sea" in message.content), None
        )

    shown = await here.until(card)
    thread = shown.channel
    assert "the sea" in thread.name
    assert not any("the sea" in message.content for message in here.channel.by(here.robot))
    await here.until(lambda: started.followups or not started.original.is_loading)
    given = here.bob.slash(thread, "idea", idea="a fox")
    assert (await given.shown()).seen_by is here.bob
    await here.until(lambda: "Bob" in shown.content)
    again = here.ann.slash(here.channel, "session", action="status")
    await here.until(lambda: again.followups or (again.original and not again.original.is_loading))


async def test_registration__is_done_once(tmp_path: Path, studio: Studio) -> None:
    async with unhurried_discord() as discord:
        robot, ann, bob = discord.add_bot(DISCORD_TOKEN), discord.add_person("Ann"), discord.add_person("Bob")
        for start in (1, 2):
            async with room(tmp_path, studio, discord, robot, ann, bob) as here:
                await here.until(lambda start=start: _asked(discord, "commands.list") == start)
                await ann.slash(here.channel, "help").shown()  # By then it would have been replaced.
        assert _asked(discord, "commands.replace") == 1


def _asked(discord: DiscordServer, endpoint: str) -> int:
    """How often an endpoint has answered."""
    return sum(request.endpoint == endpoint and request.status == 200 for request in discord.recorder.requests)
