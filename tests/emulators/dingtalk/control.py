"""The person's side over HTTP, for tests that run in another process: `POST /_control/<verb>` with a JSON object.

Apps are named by client id, people by name, conversations by id, messages by msgId; bytes travel as base64.
A verb answers with a JSON object; a wrong call with HTTP 400 and `{"error": ...}`.
"""

import base64
import dataclasses
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from aiohttp import web

from . import faults
from .chat import Chat, ChatMessage
from .clock import ManualClock
from .content import Button
from .org import App
from .people import Person
from .templates import CardButton, Template
from .wire import Json

if TYPE_CHECKING:
    from .server import DingTalkServer

_NAMED_FAULTS = {
    "lost-answer": faults.LOST_ANSWER,
    "drop-before": faults.DROP_BEFORE,
    "drop-after": faults.DROP_AFTER,
    "qps-limit": faults.QPS_LIMIT,
    "api-quota": faults.API_QUOTA,
    "send-too-fast": faults.SEND_TOO_FAST,
    "gateway-timeout": faults.GATEWAY_TIMEOUT,
    "ip-ban": faults.IP_BAN,
    "ip-ban-page": faults.IP_BAN_PAGE,
}


class Control:
    """The verbs, each a method."""

    def __init__(self, server: "DingTalkServer") -> None:
        self._server = server
        self._verbs: dict[str, Callable[[Json], Json | Awaitable[Json]]] = {
            "add_app": self._add_app,
            "add_person": self._add_person,
            "add_template": self._add_template,
            "one_to_one": self._one_to_one,
            "group": self._group,
            "say": self._say,
            "send_picture": self._send_picture,
            "send_file": self._send_file,
            "rich_text": self._rich_text,
            "quote": self._quote,
            "press": self._press,
            "press_card": self._press_card,
            "chat": self._chat,
            "message": self._message,
            "fault": self._fault,
            "settings": self._settings,
            "gateway": self._gateway,
            "outage": self._outage,
            "revoke_token": self._revoke_token,
            "advance": self._advance,
            "state": self._state,
        }

    def add_to(self, app: web.Application) -> None:
        """Put the verbs under `/_control/`."""
        app.router.add_post("/_control/{verb}", self._handle)

    async def _handle(self, request: web.Request) -> web.Response:
        verb = self._verbs.get(request.match_info["verb"])
        if verb is None:
            return web.json_response({"error": f"verbs: {', '.join(self._verbs)}"}, status=404)
        try:
            answer = verb(await request.json() if request.can_read_body else {})
            return web.json_response(answer if isinstance(answer, dict) else await answer)
        except (LookupError, ValueError, TypeError, AssertionError) as wrong:
            return web.json_response({"error": f"{type(wrong).__name__}: {wrong}"}, status=400)

    # --- apps, people, conversations

    def _add_app(self, args: Json) -> Json:
        app = self._server.add_app(**args)
        return {"app": app.client_id, "robot_code": app.robot_code}

    def _add_person(self, args: Json) -> Json:
        person = self._server.add_person(**args)
        return {"person": person.name, "staff_id": person.staff_id}

    def _add_template(self, args: Json) -> Json:
        args["buttons"] = tuple(CardButton(**button) for button in args.get("buttons", ()))
        for key in ("texts", "pictures"):
            args[key] = tuple(args.get(key, ()))
        return {"template": self._server.add_template(Template(**args)).template_id}

    def _one_to_one(self, args: Json) -> Json:
        return {"chat": self._server.one_to_one(self._app(args), self._person(args)).conversation_id}

    def _group(self, args: Json) -> Json:
        members = [self._person({"person": name}) for name in args["members"]]
        return {"chat": self._server.group(args["title"], members, self._app(args)).conversation_id}

    # --- actions of people

    def _say(self, args: Json) -> Json:
        return _said(self._person(args).say(self._room(args), args["text"], at=args.get("at", False)))

    def _send_picture(self, args: Json) -> Json:
        return _said(self._person(args).send_picture(self._room(args), _bytes(args["data"])))

    def _send_file(self, args: Json) -> Json:
        return _said(self._person(args).send_file(self._room(args), _bytes(args["data"]), args["name"]))

    def _rich_text(self, args: Json) -> Json:
        parts = [part if isinstance(part, str) else _bytes(part["data"]) for part in args["parts"]]
        return _said(self._person(args).rich_text(self._room(args), parts, at=args.get("at", False)))

    def _quote(self, args: Json) -> Json:
        at, shape = args.get("at", False), args.get("shape", "full")
        quoted = self._known(args)
        return _said(self._person(args).quote(self._room(args), quoted, args.get("text", ""), at=at, shape=shape))

    def _press(self, args: Json) -> Json:
        said = self._person(args).press(self._known(args), args["label"], at=args.get("at"))
        return _said(said) if said else {"message": None}

    async def _press_card(self, args: Json) -> Json:
        return {"response": await self._person(args).press_card(self._known(args), args["action"], args.get("params"))}

    # --- reading the state

    def _chat(self, args: Json) -> Json:
        return {"messages": [_described(message) for message in self._room(args).messages]}

    def _message(self, args: Json) -> Json:
        return _described(self._known(args))

    def _state(self, _: Json) -> Json:
        server = self._server
        return {
            "violations": [dataclasses.asdict(violation) for violation in server.violations],
            "calls": server.recorder.counts(),
            "usage": dataclasses.asdict(server.usage),
            "connections": len(server.gateway.connections),
            "pushes": len(server.delivery.pushes),
            "unacked": sum(push.ack is None for push in server.delivery.pushes),
            "lost": len(server.delivery.lost),
            "oapi_endpoint": server.oapi_endpoint,
            "now": server.clock.now(),
        }

    # --- faults and time

    def _fault(self, args: Json) -> Json:
        self._server.faults.add(
            args["endpoint"], _fault(args["fault"]), times=args.get("times", 1), skip=args.get("skip", 0)
        )
        return {}

    def _settings(self, args: Json) -> Json:
        for name, value in args.items():
            if not hasattr(self._server.settings, name):
                raise LookupError(f"no setting {name}")
            setattr(self._server.settings, name, value)
        return dataclasses.asdict(self._server.settings)

    async def _gateway(self, args: Json) -> Json:
        """`do`: disconnect, abort, close or silence; `clean_closes`, `duplicates`: for so many of the next ones."""
        gateway = self._server.gateway
        if args.get("do") == "close":
            await gateway.close()
        elif "do" in args:
            {"disconnect": gateway.disconnect, "abort": gateway.abort, "silence": gateway.silence}[args["do"]]()
        gateway.clean_closes = args.get("clean_closes", gateway.clean_closes)
        self._server.delivery.duplicates = args.get("duplicates", self._server.delivery.duplicates)
        return {"connections": len(gateway.connections)}

    def _revoke_token(self, args: Json) -> Json:
        self._server.revoke_token(self._app(args))
        return {}

    def _outage(self, args: Json) -> Json:
        self._server.set_outage(bool(args["down"]))
        return {}

    async def _advance(self, args: Json) -> Json:
        clock = self._server.clock
        if not isinstance(clock, ManualClock):
            raise TypeError("the emulator runs on the real clock")
        await clock.advance(float(args["seconds"]))
        return {"now": clock.now()}

    # By name.

    def _app(self, args: Json) -> App:
        return self._server.org.apps[args["app"]]

    def _person(self, args: Json) -> Person:
        people = self._server.org.people
        found = next((person for person in people if person.name == args["person"]), None)
        if found is None:
            raise LookupError(f"no person {args['person']!r}")
        return found

    def _room(self, args: Json) -> Chat:
        return self._server.org.chats[args["chat"]]

    def _known(self, args: Json) -> ChatMessage:
        return self._server.org.messages[args["message"]]


def _fault(asked: Any) -> faults.Fault:
    """A fault by its name, or as one of {code, status?}, {errcode}, {status}, {slow}."""
    if isinstance(asked, str):
        return _NAMED_FAULTS[asked]
    if "code" in asked:
        return faults.code(asked["code"], asked.get("status", 0))
    if "errcode" in asked:
        return faults.errcode(asked["errcode"], asked.get("errmsg", ""))
    if "slow" in asked:
        return faults.slow(float(asked["slow"]))
    return faults.status(asked["status"], asked.get("body", "").encode())


def _bytes(data: str) -> bytes:
    return base64.b64decode(data, validate=True)


def _said(message: ChatMessage) -> Json:
    return {"message": message.message_id, "pushed": message.push is not None}


def _described(message: ChatMessage) -> Json:
    shown = dataclasses.asdict(message.shown())
    shown["pictures"] = [base64.b64encode(picture).decode() for picture in shown["pictures"]]
    shown["buttons"] = [_button(button) for button in message.buttons]
    shown["process_query_key"] = message.process_query_key
    shown["acked"] = message.push is not None and message.push.ack is not None
    return shown


def _button(button: Button) -> Json:
    return {"label": button.label, "url": button.url, "action": button.action_id}
