"""A bot made with hikari, unmodified, in a process of its own.

`python -m tests.emulators.discord_tests.hikari_bot API GATEWAY PNG TOKEN` prints one line of JSON
for each thing that it has seen or done.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import hikari
from hikari.impl import special_endpoints

_INTENTS = hikari.Intents.GUILDS | hikari.Intents.GUILD_MESSAGES | hikari.Intents.DM_MESSAGES


def tell(**what: Any) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def listen(bot: hikari.GatewayBot, png: bytes) -> None:
    """Add what the bot does to it."""
    picture = hikari.Bytes(png, "fox.png", mimetype="image/png")

    def again() -> special_endpoints.MessageActionRowBuilder:
        row = special_endpoints.MessageActionRowBuilder()
        row.add_interactive_button(hikari.ButtonStyle.PRIMARY, "again", label="Again")
        return row

    @bot.listen()
    async def on_started(event: hikari.StartedEvent) -> None:
        application = await bot.rest.fetch_application()
        rest = bot.rest
        option = hikari.CommandOption(
            type=hikari.OptionType.STRING,
            name="prompt",
            description="What to paint",
            autocomplete=True,
            is_required=True,
        )
        file = hikari.CommandOption(type=hikari.OptionType.ATTACHMENT, name="image", description="A picture")
        slash = rest.slash_command_builder("imagine", "Paint").add_option(option).add_option(file)
        menu = rest.context_menu_command_builder(hikari.CommandType.MESSAGE, "Restyle this")
        made = await rest.set_application_commands(application.id, [slash, menu])
        tell(synced=sorted(command.name for command in made))

    @bot.listen()
    async def on_guild(event: hikari.GuildAvailableEvent) -> None:
        tell(ready=next(channel.name for channel in event.channels.values()))

    @bot.listen()
    async def on_resumed(event: hikari.ShardResumedEvent) -> None:
        tell(resumed=True)

    @bot.listen()
    async def on_message(event: hikari.MessageCreateEvent) -> None:
        if event.is_bot:
            return
        tell(heard=event.message.content or "", files=len(event.message.attachments), member=event.author.username)
        me = bot.get_me()
        if me is not None and me.id in (event.message.user_mentions_ids or ()):
            sent = await event.message.respond("hello", reply=True)
            await sent.edit("hello again", attachment=picture)
            tell(replied=int(sent.id))
        if event.message.content == "sneak":
            hidden = next(one for one in bot.cache.get_guild_channels_view().values() if one.name == "read-only")
            try:
                await bot.rest.create_message(hidden.id, "x")
            except hikari.ForbiddenError as refused:
                tell(refused=refused.code)

    @bot.listen(hikari.InteractionCreateEvent)
    async def on_interaction(event: hikari.InteractionCreateEvent) -> None:
        found = event.interaction
        if isinstance(found, hikari.AutocompleteInteraction):
            typed = found.options[0].value
            await found.create_response([special_endpoints.AutocompleteChoiceBuilder(f"{typed} at night", "night")])
        elif isinstance(found, hikari.CommandInteraction):
            await on_command(found)
        elif isinstance(found, hikari.ComponentInteraction):
            field = special_endpoints.ModalActionRowBuilder().add_text_input("words", "Words")
            await found.create_modal_response("Remix", "remix", component=field)
            tell(pressed=found.custom_id)
        elif isinstance(found, hikari.ModalInteraction):
            words = found.components[0].components[0].value
            text = f"remixed: {words}"
            await found.create_initial_response(hikari.ResponseType.MESSAGE_UPDATE, text, components=[])
            tell(submitted=words)

    async def on_command(found: hikari.CommandInteraction) -> None:
        if found.command_name == "Restyle this":
            assert found.resolved is not None
            target = next(iter(found.resolved.messages.values()))
            data = await target.attachments[0].read()
            flags = hikari.MessageFlag.EPHEMERAL
            await found.create_initial_response(hikari.ResponseType.MESSAGE_CREATE, f"{len(data)} bytes", flags=flags)
            await found.execute("in ink", attachment=picture)
            tell(restyled=target.content)
            return
        await found.create_initial_response(hikari.ResponseType.DEFERRED_MESSAGE_CREATE)
        given = found.resolved.attachments if found.resolved else {}
        got = sum([len(await one.read()) for one in given.values()])
        prompt = next(one.value for one in found.options or () if one.name == "prompt")
        await found.edit_initial_response(str(prompt), attachment=picture, component=again())
        tell(painted=prompt, image=got, locale=str(found.locale))


if __name__ == "__main__":
    witness = hikari.GatewayBot(sys.argv[4], intents=_INTENTS, rest_url=sys.argv[1], banner=None, logs=None)
    listen(witness, bytes.fromhex(sys.argv[3]))
    witness.run(check_for_updates=False)
