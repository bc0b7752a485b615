"""A bot made with discord.py, unmodified, in a process of its own.

`python -m tests.emulators.discord_tests.dpy_bot API GATEWAY PNG TOKEN` prints one line of JSON
for each thing that it has seen or done.
"""

from __future__ import annotations

import io
import json
import sys
from typing import Any

import discord
import yarl
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route


def tell(**what: Any) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


class Form(discord.ui.Modal, title="Remix"):
    words: discord.ui.TextInput[Any] = discord.ui.TextInput(label="Words", custom_id="words")

    async def on_submit(self, interaction: discord.Interaction[Any]) -> None:
        await interaction.response.edit_message(content=f"remixed: {self.words.value}", view=None)
        tell(submitted=self.words.value)


class Again(discord.ui.View):
    def __init__(self) -> None:
        super().__init__(timeout=None)

    @discord.ui.button(label="Again", custom_id="again", style=discord.ButtonStyle.primary)
    async def again(self, interaction: discord.Interaction[Any], button: discord.ui.Button[Any]) -> None:
        await interaction.response.send_modal(Form())
        tell(pressed=button.custom_id)


class Witness(discord.Client):
    def __init__(self) -> None:
        intents = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
        super().__init__(intents=intents)
        self.tree = app_commands.CommandTree(self)

    async def setup_hook(self) -> None:
        self.add_view(Again())
        self.tree.add_command(imagine)
        self.tree.add_command(restyle)
        synced = await self.tree.sync()
        tell(synced=sorted(command.name for command in synced))

    async def on_ready(self) -> None:
        channel = self.guilds[0].text_channels[0]
        tell(ready=channel.name, may_attach=channel.permissions_for(self.guilds[0].me).attach_files)

    async def on_resumed(self) -> None:
        tell(resumed=True)

    async def on_message(self, message: discord.Message) -> None:
        if message.author.bot:
            return
        tell(heard=message.content, files=len(message.attachments), member=type(message.author).__name__)
        if self.user in message.mentions:
            sent = await message.reply("hello", mention_author=False)
            await sent.edit(content="hello again", attachments=[file("late.png")])
            tell(replied=sent.id)
        if message.content == "sneak":
            hidden = next(one for one in self.get_all_channels() if one.name == "read-only")
            assert isinstance(hidden, discord.TextChannel)
            try:
                await hidden.send("x")
            except discord.Forbidden as refused:
                tell(refused=refused.code)


def file(name: str) -> discord.File:
    return discord.File(io.BytesIO(PICTURE), filename=name, description="a fox")


@app_commands.command(description="Paint")
@app_commands.describe(prompt="What to paint")
async def imagine(interaction: discord.Interaction[Any], prompt: str, image: discord.Attachment | None = None) -> None:
    await interaction.response.defer(thinking=True)
    got = len(await image.read()) if image else 0
    await interaction.edit_original_response(content=prompt, attachments=[file("fox.png")], view=Again())
    tell(painted=prompt, image=got, locale=str(interaction.locale))


@imagine.autocomplete("prompt")
async def complete(interaction: discord.Interaction[Any], current: str) -> list[app_commands.Choice[str]]:
    return [app_commands.Choice(name=f"{current} at night", value="night")]


@app_commands.context_menu(name="Restyle this")
async def restyle(interaction: discord.Interaction[Any], message: discord.Message) -> None:
    data = await message.attachments[0].read()
    await interaction.response.send_message(f"{len(data)} bytes", ephemeral=True)
    await interaction.followup.send("in ink", file=file("ink.png"))
    tell(restyled=message.content)


if __name__ == "__main__":
    Route.BASE = sys.argv[1]
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(sys.argv[2])
    PICTURE = bytes.fromhex(sys.argv[3])
    Witness().run(sys.argv[4])
