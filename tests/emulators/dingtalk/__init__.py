"""A strict stand-in for DingTalk: stream gateway, OpenAPI, oapi, and the person's side.

    async with DingTalkServer() as dd:
        app = dd.add_app(client_id="ding-app", client_secret="secret")
        li = dd.add_person("小李", staff_id="0147")
        chat = dd.one_to_one(app, li)
        asked = li.say(chat, "画一只猫")
        answer = await chat.wait_for(lambda message: message.pictures)
        li.press(answer, "再来一张")
        assert not dd.violations

    dd.faults.add("robot.batchSend", faults.LOST_ANSWER)           # endpoints by their names in `wire.Endpoint`
    dd.gateway.disconnect()                                        # and other connection failures
    async with DingTalkServer(clock=ManualClock()) as dd: ...      # time moved by hand

Nothing published says what the service does in every case; where a choice had to be made, `Settings` makes it a switch.
"""

from . import faults
from .chat import Chat, ChatMessage, Shown
from .client import RemoteDingTalk
from .clock import Clock, ManualClock, RealClock
from .content import Button, Content
from .org import CARD_STREAM, CARD_WRITE, SEND, App
from .people import Person
from .push import Push
from .quotes import QuoteShape
from .recorder import Frame, Recorder, Request, Violation
from .server import DingTalkServer
from .settings import Settings
from .templates import CardButton, Template

__all__ = [
    "CARD_STREAM",
    "CARD_WRITE",
    "SEND",
    "App",
    "Button",
    "CardButton",
    "Chat",
    "ChatMessage",
    "Clock",
    "Content",
    "DingTalkServer",
    "Frame",
    "ManualClock",
    "Person",
    "Push",
    "QuoteShape",
    "RealClock",
    "Recorder",
    "RemoteDingTalk",
    "Request",
    "Settings",
    "Shown",
    "Template",
    "Violation",
    "faults",
]
