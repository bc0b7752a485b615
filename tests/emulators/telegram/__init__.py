"""A strict stand-in for Telegram's Bot API on loopback, with a person's side for tests.

async with TelegramServer(limits=FloodLimits.off()) as tg:
    bot = tg.add_bot("123:abc", username="shenbi_bot")
    ann = tg.add_person("Ann")
    chat = tg.private_chat(bot, ann)
    ann.say(chat, "/imagine a fox")
    picture = await chat.wait_for(lambda messages: messages.by(bot).pictures())
    assert not tg.violations
"""

from .chats import Chat
from .clock import Clock, DrivenClock, RealClock, SharedClock
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
