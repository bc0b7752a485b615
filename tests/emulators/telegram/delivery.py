"""Which bots get which updates: privacy mode, and the update kinds for messages, edits, members and reactions."""

from __future__ import annotations

from .chats import Chat
from .render import Renderer, chat_json, member_json, user_json
from .richtext import utf16_slice
from .state import Account, Json, Member, Message, Status
from .world import Bot, World


class Delivery:
    """Puts updates into the queues of the bots to which Telegram would deliver them."""

    def __init__(self, world: World) -> None:
        self._world = world

    def message(self, message: Message, edited: bool = False) -> None:
        """Deliver a new or edited message."""
        chat = message.chat
        kind = "channel_post" if chat.type == "channel" else "message"
        if edited:
            kind = f"edited_{kind}"
        for bot in self._receivers(message):
            message.seen_by.add(bot.id)
            bot.queue.push(kind, Renderer(self._world, bot).message(message), f"chat {chat.id}")

    def _receivers(self, message: Message) -> list[Bot]:
        chat = message.chat
        if message.sender.is_bot and message.sender_chat is None and message.service is None:
            return []  # Bots do not see what bots write.
        if chat.type == "private":
            return [bot for bot in self._world.bots.values() if bot is chat.bot]
        present = [bot for bot in self._world.bots_in(chat) if bot is not message.sender]
        if chat.type == "channel" or message.service is not None:
            return present
        open_ears = [bot for bot in present if bot.can_read_all_group_messages or chat.is_admin(bot)]
        private = [bot for bot in present if bot not in open_ears]
        addressed = addressee(message, private)
        return [bot for bot in present if bot in open_ears or bot is addressed]

    def membership(self, chat: Chat, who: Member, by: Account, old: Status) -> None:
        """Deliver a change of membership: ``my_chat_member`` to the bot itself, ``chat_member`` to administrator bots."""
        before = Member(who.account, old)
        for bot in self._world.bots.values():
            if bot is who.account:
                kind = "my_chat_member"
            elif chat.type != "private" and chat.is_admin(bot):
                kind = "chat_member"
            else:
                continue
            payload = {
                "chat": chat_json(chat),
                "from": user_json(by),
                "date": self._world.date(),
                "old_chat_member": member_json(before),
                "new_chat_member": member_json(who),
            }
            bot.queue.push(kind, payload, f"chat {chat.id}")

    def reaction(self, message: Message, by: Account, old: str | None, new: str | None) -> None:
        """Tell administrator bots that a person's reaction changed."""
        for bot in self._world.bots_in(message.chat):
            if not message.chat.is_admin(bot):
                continue
            payload: Json = {
                "chat": chat_json(message.chat),
                "message_id": message.id,
                "user": user_json(by),
                "date": self._world.date(),
                "old_reaction": [{"type": "emoji", "emoji": old}] if old else [],
                "new_reaction": [{"type": "emoji", "emoji": new}] if new else [],
            }
            bot.queue.push("message_reaction", payload, f"chat {message.chat.id}")


def addressee(message: Message, private: list[Bot]) -> Bot | None:
    """The one bot in privacy mode that gets a group message: replies first, then /cmd@bot, then the last writer."""
    if message.via_bot is not None:
        return next((bot for bot in private if bot is message.via_bot), None)
    if message.reply_to is not None and message.reply_to.chat is message.chat:
        for bot in private:
            if message.reply_to.sender is bot or message.reply_to.via_bot is bot:
                return bot
    for command in commands_in(message):
        name = command.partition("@")[2].lower()
        for bot in private:
            if name and name == (bot.username or "").lower():
                return bot
            if not name and message.chat.last_bot_writer == bot.id:
                return bot
    return None


def commands_in(message: Message) -> list[str]:
    """The bot commands in a text or caption, as written."""
    return [
        utf16_slice(message.words, entity["offset"], entity["length"])
        for entity in message.entities
        if entity["type"] == "bot_command"
    ]
