"""What people complain about in picture bots on Discord, each tried on the whole bot."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
import pytest_asyncio

from bot.jobs import task_stats
from tests.conftest import photo
from tests.discord.running import Place, RunningBot, bot_of_a_module, new_place
from tests.discord.world import shown_text
from tests.emulators.discord import Intents, Permissions, faults
from tests.pictures import huge_png

pytestmark = pytest.mark.asyncio(loop_scope="module")

LATE_S = 20 * 60.0


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[RunningBot]:
    async with bot_of_a_module(tmp_path_factory.mktemp("discord")) as ready:
        yield ready


@pytest_asyncio.fixture(loop_scope="module")
async def env(running: RunningBot) -> AsyncIterator[Place]:
    async with new_place(running) as place:
        yield place


# --- 1. Buttons die after a restart or some minutes


async def test_buttons__work_after_a_restart_and_after_days(env: Place) -> None:
    env.bob.slash(env.channel, "imagine", prompt="a fox")
    shown = await env.picture()
    await env.running.restart()
    pressed = env.press(env.bob, shown, "Again")
    await env.picture(count=2)
    assert not pressed.is_failed
    env.running.clock.skip(3 * 24 * 3600.0)
    env.press(env.ann, shown, "Again")
    await env.picture(count=3)


# --- 2. "Invalid Webhook Token" when a picture takes more than 15 minutes


async def test_long_wait__picture_arrives_in_the_same_message_after_the_token_is_dead(env: Place) -> None:
    overloaded = faults.limited(0.1)
    env.discord.faults.add("message.edit", overloaded, when=lambda request: bool(request.files), times=None)
    asked = env.bob.slash(env.channel, "imagine", prompt="a fox")
    await env.until(lambda: [one for one in env.discord.recorder.of("message.edit") if one.status == 429])
    env.running.clock.skip(LATE_S)
    env.discord.faults.clear()
    shown = await env.picture()
    assert shown is asked.original and not asked.is_writable and not asked.is_failed


async def test_long_wait__ends_with_a_new_message_that_pings(env: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(task_stats, "VERY_LATE_POLL_S", 0.05)
    env.running.studio.change_settings(min_task_s=0.5)
    asked = env.bob.slash(env.channel, "imagine", prompt="a fox")
    await env.words("Painting")
    await env.running.settled()
    env.running.clock.skip(LATE_S)
    env.running.studio.change_settings(min_task_s=0.0)
    ping = await env.words("is done, above")
    assert ping.pinged == [env.bob.id] and ping is not asked.original, "an edit would notify nobody"
    assert await env.picture() is asked.original


# --- 3. "Interaction failed" while the bot is busy


async def test_busy__commands_are_taken_while_all_posts_are_held_up(env: Place) -> None:
    env.discord.faults.add("message.edit", faults.slow(60), times=None)
    asked = [env.bob.slash(env.channel, "imagine", prompt=f"a fox {number}") for number in range(10)]
    await env.until(lambda: env.discord.recorder.of("message.edit"), "a post that is held up")
    asked += [env.ann.slash(env.channel, "imagine", prompt=f"a wolf {number}") for number in range(10)]
    for one in asked:
        await one.answered()
    assert not any(one.is_failed for one in asked)
    assert max(one.ack_latency_s for one in asked) < 3.0
    env.discord.faults.clear()
    env.running.clock.skip(61)


# --- 4. "Now working on ..." should become the picture


async def test_progress__is_the_message_that_becomes_the_picture(env: Place) -> None:
    env.bob.say(env.channel, f"{env.bob.mention(env.bot)} /imagine a fox")
    shown = await env.picture()
    about = [change for change in env.channel.history if change.message_id == shown.id]
    assert about[0].kind == "create" and about[0].pictures == 0 and "a fox" in about[0].shown
    assert about[-1].kind == "edit" and about[-1].pictures == 1
    assert env.channel.by(env.bot) == [shown]


# --- 5. To repaint a picture that is there, without downloading it and uploading it again


async def test_repaint__by_option_by_menu_and_by_button(env: Place) -> None:
    env.bob.slash(env.channel, "restyle", style="sketch", image=photo())
    first = await env.picture()
    env.bob.use_on(first, "Restyle this")
    env.press(env.bob, await env.words("Which style"), "water")
    second = await env.picture(count=2)
    env.press(env.bob, second, "Restyle")
    await env.until(lambda: any(button.options for button in second.buttons), "the styles")
    env.press(env.bob, second, "anime")
    await env.picture(count=3)
    # The jobs of the tests before are counted, too: they end some time.
    app = env.running.app
    async with asyncio.timeout(60.0):
        while {job.state for job in await env.jobs()} != {"done"}:
            await app.clock.wait(asyncio.Event(), app.clock.now() + 0.05)


def is_connected(env: Place) -> bool:
    return any(connection.session is not None for connection in env.discord.gateway.live)


def gets_content(env: Place) -> bool:
    live = [connection.session for connection in env.discord.gateway.live]
    return any(session is not None and bool(session.intents & Intents.CONTENT) for session in live)


async def test_repaint__reply_with_mention_needs_the_content_intent_and_says_what_else_works(env: Place) -> None:
    theirs = env.bob.say(env.channel, "my cat", files=[photo()])
    env.bob.say(env.channel, f"{env.bob.mention(env.bot)} /restyle sketch", reply_to=theirs)
    advice = await env.words("does not show me the picture that you reply to")
    assert "Restyle this" in shown_text(advice.content) and await env.jobs() == []
    env.bot.privileged = int(Intents.CONTENT)
    try:
        await env.running.restart()
        # The session of before is resumed, for what was said meanwhile; only another one gets the new events.
        await env.until(lambda: is_connected(env) and gets_content(env), "a session with content")
        env.bob.say(env.channel, f"{env.bob.mention(env.bot)} /restyle sketch", reply_to=theirs)
        await env.picture()
    finally:
        env.bot.privileged = 0
        await env.running.restart()
        await env.until(lambda: is_connected(env) and not gets_content(env), "a session without content")


# --- 6. Double posts while Discord is slow


@pytest.mark.parametrize("fault", [faults.CUT_AFTER, faults.INTERNAL_AFTER], ids=lambda fault: fault.name)
async def test_slow_discord__no_message_is_posted_twice(env: Place, fault: faults.Fault) -> None:
    env.discord.faults.add("message.create", fault)
    env.discord.faults.add("message.edit", fault)
    env.bob.say(env.channel, f"{env.bob.mention(env.bot)} /imagine a fox")
    shown = await env.picture()
    assert env.channel.by(env.bot) == [shown] and len(shown.pictures) == 1
    assert len(env.discord.recorder.of("message.create")) >= 2


# --- 7. 413 for large results


async def test_large_picture__is_shown_smaller_where_the_server_takes_less(
    env: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("studio.server.references.canned_png", lambda *_, **__: huge_png(1536))
    assert len(huge_png(1536)) > 3 << 20
    env.guild.file_max_bytes = 3 << 20
    before = len(env.discord.recorder.of("message.edit"))
    env.bob.slash(env.channel, "imagine", prompt="a fox")
    shown = await env.picture()
    assert len(shown.pictures[0]) <= 3 << 20
    assert "here at most 3" in shown_text(shown.content), "that it is a copy is told"
    refused = [one.status for one in env.discord.recorder.of("message.edit")[before:] if one.status != 200]
    assert refused == [], "the command told the limit"


# --- 8. Hidden channels


async def test_hidden_channel__works_by_the_interactions_token(env: Place) -> None:
    env.channel.deny(env.bot, Permissions.VIEW_CHANNEL)
    before = len(env.discord.recorder.requests)
    asked = env.bob.slash(env.channel, "imagine", prompt="a fox")
    shown = await env.picture()
    assert shown is asked.original
    pressed = env.press(env.bob, shown, "Again")
    await env.picture(count=2)
    assert not pressed.is_failed
    refused = [one for one in env.discord.recorder.requests[before:] if one.status == 403]
    assert refused == []


async def test_no_right_to_attach_files__is_said_before_painting(env: Place) -> None:
    env.channel.deny(env.bot, Permissions.ATTACH_FILES)
    env.bob.slash(env.channel, "imagine", prompt="a fox")
    await env.words("Nothing was painted or charged")
    assert await env.jobs() == []


async def test_right_to_attach_files_that_is_taken_meanwhile__is_said_in_words(env: Place) -> None:
    asked = env.bob.slash(env.channel, "imagine", prompt="a fox")
    env.channel.deny(env.bot, Permissions.ATTACH_FILES)
    told = await env.words("this chat does not let me send pictures")
    assert told is asked.original and env.channel.by(env.bot) == [told]


# --- 10. Interactions that come again after a reconnect, and cascade into failures


async def test_dead_interactions__are_told_once_and_harm_nothing(env: Place) -> None:
    with env.discord.outage():
        await env.until(lambda: not env.discord.gateway.connections)
        dead = [env.bob.slash(env.channel, "imagine", prompt=f"a fox {number}") for number in range(20)]
        said = env.bob.say(env.channel, f"{env.bob.mention(env.bot)} /imagine a wolf")
        env.running.clock.skip(10)
    shown = await env.picture()
    assert "a wolf" in shown.content and shown.referenced is said
    await env.words("I was away")
    asked = env.bob.slash(env.channel, "imagine", prompt="a bear")
    await env.picture(count=2)
    assert all(one.is_failed for one in dead) and not asked.is_failed
    assert len(await env.jobs()) == 2 and len(env.channel.by(env.bot)) == 3


# --- 11. A notice that reused the nonce of an answer swallowed the answer


async def test_nonces__are_never_shared_by_two_posts(env: Place) -> None:
    before = len(env.discord.recorder.requests)
    for words in ("/imagine a fox", "/imagine", "/restyle sketch", "/nonsense"):
        env.bob.say(env.channel, f"{env.bob.mention(env.bot)} {words}")
    await env.until(lambda: len(env.channel.by(env.bot)) >= 3)
    created = [one for one in env.discord.recorder.requests[before:] if one.endpoint == "message.create"]
    nonces = [one.json["nonce"] for one in created]
    assert all(one.json["enforce_nonce"] for one in created) and len(set(nonces)) == len(nonces) >= 3


# --- 12. "Image attached" claimed for a PDF


async def test_file_that_is_no_picture__is_said_and_nothing_is_painted(env: Place) -> None:
    env.bob.say(env.dm_of(env.bob), "/restyle sketch", files=[("cat.png", b"%PDF-1.7 no picture")])
    await env.until(lambda: env.dm_of(env.bob).by(env.bot))
    assert await env.jobs() == []


# --- 9. Behind a firewall


@dataclass
class Proxy:
    """An HTTP proxy that tells through which of its requests and tunnels went where."""

    went: list[str] = field(default_factory=list)
    port: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._serve(reader, writer)
        except (OSError, asyncio.IncompleteReadError):
            pass  # one side left
        finally:
            writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        method, target, _ = head.split(b"\r\n")[0].decode().split(" ")
        self.went.append(f"{method} {target}")
        if method == "CONNECT":
            host, _, port = target.partition(":")
            writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        else:
            host, _, port = target.split("/")[2].partition(":")
        far_reader, far_writer = await asyncio.open_connection(host, int(port))
        if method != "CONNECT":
            path = "/" + target.split("/", 3)[3]
            head = head.replace(target.encode(), path.encode(), 1)
            if b"upgrade:" not in head.lower():  # so that each request shows itself
                head = head.replace(b"\r\n", b"\r\nConnection: close\r\n", 1)
            far_writer.write(head)
        await asyncio.gather(_pump(reader, far_writer), _pump(far_reader, writer))


async def _pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    while data := await source.read(65536):
        sink.write(data)
        await sink.drain()
    sink.close()


async def test_proxy__gateway_calls_and_downloads_all_go_through_it(tmp_path_factory: pytest.TempPathFactory) -> None:
    proxy = Proxy()
    server = await asyncio.start_server(proxy.serve, "127.0.0.1", 0)
    proxy.port = server.sockets[0].getsockname()[1]
    url = f"http://127.0.0.1:{proxy.port}"
    async with bot_of_a_module(tmp_path_factory.mktemp("proxied"), proxy=url) as running, new_place(running) as env:
        env.bob.slash(env.channel, "restyle", style="sketch", image=photo())
        await env.picture()
        direct = running.discord
        went = "\n".join(proxy.went)
        seen = {one.endpoint for one in direct.recorder.requests}
        assert {"gateway.connect", "interaction.callback", "cdn.get", "message.edit"} <= seen
        for part in (
            "/gateway/bot",
            "/callback",
            "/ephemeral-attachments/",
            direct.world.gateway_url.split("//")[1],
        ):
            assert part in went, went
    server.close()
    await server.wait_closed()
