"""A strict stand-in for Telegram's Bot API on loopback, with a person's side for tests.

    async with TelegramServer(limits=FloodLimits.off()) as tg:      # clock=DrivenClock() to drive time by hand
        bot = tg.add_bot("123:abc", username="shenbi_bot")
        ann = tg.add_person("Ann", language_code="en")
        chat = tg.private_chat(bot, ann)                            # basic_group, supergroup(forum=True), channel
        ...start the bot with tg.base_url and tg.base_file_url...
        asked = ann.say(chat, "/imagine a fox")                     # send_photo, send_album, reply, edit, press ...
        (picture,) = await chat.wait_for(lambda messages: messages.by(bot).pictures())
        press = ann.press(picture, "Again")
        await press.wait_answer()
        assert not tg.violations, tg.transcript()

What stands in a chat is ``chat.messages`` (live objects), what happened there is ``chat.history``, what was asked is
``tg.requests_of("sendMessage")``. ``tg.faults.plan(ANSWER_LOST, "sendPhoto")`` lets something go wrong.
``tg.violations`` collects every request, answer and update that aiogram's models refuse, and everything the bot asked
for that is beyond the emulator (other media than photos and documents, MarkdownV2, files by URL).

State lives in this process's memory: a bot may be killed and started again. For drivers in other processes there is
``python -m tests.emulators.telegram`` with the person's side under ``/_control``.
"""

from tests.emulators.clock import Clock, DrivenClock, RealClock, SharedClock

from .chats import Chat
from .errors import ApiError
from .faults import (
    ANSWER_LOST,
    BAD_GATEWAY,
    CUT_AFTER,
    CUT_BEFORE,
    INTERNAL,
    Fault,
    Faults,
    album_items_fail,
    flooded,
    refuse,
    slow,
)
from .files import FileLimits
from .flood import FloodLimits
from .person import Person
from .queries import Answer, Press, Query
from .recorder import Call, Recorder
from .server import TelegramServer
from .state import Button, Change, Media, Member, Message, MessageList, Topic
from .world import Bot

__all__ = [
    "ANSWER_LOST",
    "BAD_GATEWAY",
    "CUT_AFTER",
    "CUT_BEFORE",
    "INTERNAL",
    "Answer",
    "ApiError",
    "Bot",
    "Button",
    "Call",
    "Change",
    "Chat",
    "Clock",
    "DrivenClock",
    "Fault",
    "Faults",
    "FileLimits",
    "FloodLimits",
    "Media",
    "Member",
    "Message",
    "MessageList",
    "Person",
    "Press",
    "Query",
    "RealClock",
    "Recorder",
    "SharedClock",
    "TelegramServer",
    "Topic",
    "album_items_fail",
    "flooded",
    "refuse",
    "slow",
]
