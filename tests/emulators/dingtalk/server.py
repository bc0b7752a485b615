"""One emulated DingTalk on two loopback ports."""

import contextlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from aiohttp import web

from .cards import Cards
from .chat import Chat
from .clock import Clock, RealClock
from .control import Control
from .conversations import Conversations
from .core import Core
from .delivery import Delivery
from .faults import FaultPlan
from .files import FileStore
from .gateway import Gateway
from .media import MediaStore
from .org import App, Org, Usage
from .people import Person
from .pipeline import Pipeline
from .push import Push
from .recorder import Recorder, Violation
from .robot import Robot
from .settings import Settings
from .templates import Template
from .tokens import Tokens
from .user_actions import UserActions
from .webhook import Webhook
from .wire import Endpoint, Json

_HOST = "127.0.0.1"
_MAX_BODY_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class _Parts:
    conversations: Conversations
    media: MediaStore
    files: FileStore
    webhook: Webhook
    cards: Cards
    delivery: Delivery
    gateway: Gateway
    user_actions: UserActions
    pipeline: Pipeline


class DingTalkServer:
    """DingTalk's gateway, OpenAPI and oapi, with a person's side for tests.

    Use it as an async context manager. `openapi_endpoint` and `oapi_endpoint` are the base URLs to configure.
    Ports of 0 are chosen by the system. Everything random comes from `seed`.
    """

    def __init__(
        self,
        *,
        clock: Clock | None = None,
        settings: Settings | None = None,
        seed: int = 0,
        port: int = 0,
        oapi_port: int = 0,
        control: bool = False,
    ) -> None:
        self.seed = seed
        self.settings = settings or Settings()
        self.clock = clock or RealClock()
        self.core = Core.make(self.clock, self.settings, seed)
        self._ports = (port, oapi_port)
        self._with_control = control
        self._parts = _put_together(self.core)
        self._runners: list[web.AppRunner] = []

    # --- what a test inspects

    @property
    def openapi_endpoint(self) -> str:
        return self.core.openapi_endpoint

    @property
    def oapi_endpoint(self) -> str:
        return self.core.oapi_endpoint

    @property
    def recorder(self) -> Recorder:
        return self.core.recorder

    @property
    def violations(self) -> list[Violation]:
        """What a real service would not accept, or a person would see as broken."""
        return self.core.recorder.violations

    @property
    def usage(self) -> Usage:
        """What this month has used of the quotas."""
        return self.core.org.usage(self.clock.now())

    @property
    def org(self) -> Org:
        return self.core.org

    @property
    def faults(self) -> FaultPlan:
        return self.core.faults

    @property
    def gateway(self) -> Gateway:
        return self._parts.gateway

    @property
    def delivery(self) -> Delivery:
        return self._parts.delivery

    @property
    def media(self) -> MediaStore:
        return self._parts.media

    @property
    def cards(self) -> Cards:
        return self._parts.cards

    # --- apps, people, conversations

    def add_app(
        self, client_id: str = "ding-app", client_secret: str = "secret", robot_code: str = "", name: str = "神笔"
    ) -> App:
        """An internal app with a published robot and all permissions; its robot code is the client id by default."""
        user_id = self.core.ids.encrypted_user()
        app = App(client_id, client_secret, robot_code or client_id, name, user_id)
        self.core.org.apps[client_id] = app
        return app

    def add_person(
        self,
        name: str,
        staff_id: str = "",
        *,
        external: bool = False,
        language: str = "zh",
        is_admin: bool = False,
    ) -> Person:
        """A member of the organisation, or with `external` a person from outside, who has no staff id."""
        staff_id = "" if external else staff_id or self.core.ids.staff()
        person = Person(self._parts.user_actions, name, staff_id, self.core.ids.encrypted_user(), language, is_admin)
        self.core.org.people.append(person)
        return person

    def one_to_one(self, app: App, person: Person) -> Chat:
        """The conversation of this person with this robot."""
        return self._parts.conversations.one_to_one(app, person)

    def group(self, title: str, members: Sequence[Person], *apps: App) -> Chat:
        """A new group with people and robots in it."""
        return self._parts.conversations.group(title, list(members), list(apps))

    def add_template(self, template: Template) -> Template:
        """A card template, as an operator would build it in the card platform."""
        self._parts.cards.templates[template.template_id] = template
        return template

    def push_event(self, app: App, event_type: str, data: Json) -> Push:
        """Push an EVENT (for example `robot_msg_recall`) to a connection that subscribed to events."""
        now_ms = str(int(self.clock.now() * 1000))
        headers = {
            "eventType": event_type,
            "eventId": self.core.ids.request_id(),
            "eventCorpId": self.core.org.corp_id,
            "eventBornTime": now_ms,
            "eventUnifiedAppId": app.client_id,
        }
        return self.delivery.push(Push(app, "*", json.dumps(data), "EVENT", headers))

    # --- faults

    def revoke_token(self, app: App) -> None:
        """Revoke the app's token; the next request for one gives a new token."""
        app.token_expires_at = 0.0

    @contextlib.contextmanager
    def outage(self) -> Iterator[None]:
        """Within this context the service is unreachable: open sockets, requests and handshakes are cut."""
        self.set_outage(True)
        try:
            yield
        finally:
            self.set_outage(False)

    def set_outage(self, down: bool) -> None:
        """Begin or end an outage."""
        self._parts.pipeline.down = down
        if down:
            self.gateway.abort()

    # --- start and stop

    async def __aenter__(self) -> Self:
        self.core.openapi_endpoint = await self._listen(self._openapi(), self._ports[0])
        self.core.oapi_endpoint = await self._listen(self._oapi(), self._ports[1])
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._parts.pipeline.stopping.set()
        self.gateway.abort()
        for runner in self._runners:
            await runner.cleanup()
        await self.core.tasks.close()

    def _openapi(self) -> web.Application:
        parts = self._parts
        robot = Robot(self.core, parts.media, parts.conversations)
        app = self._application(
            [
                *parts.gateway.endpoints(),
                *Tokens(self.core).endpoints(),
                *parts.files.endpoints(),
                *robot.endpoints(),
                *parts.cards.endpoints(),
            ]
        )
        app.router.add_get("/connect/{shard}", parts.pipeline.websocket("gateway.connect", parts.gateway.handshake))
        if self._with_control:
            Control(self).add_to(app)
        app.router.add_route("*", "/{tail:.*}", parts.pipeline.unknown)
        return app

    def _oapi(self) -> web.Application:
        parts = self._parts
        app = self._application(
            [*Tokens(self.core).legacy_endpoints(), *parts.media.endpoints(), *parts.webhook.endpoints()]
        )
        app.router.add_route("*", "/{tail:.*}", parts.pipeline.unknown)
        return app

    def _application(self, endpoints: list[Endpoint]) -> web.Application:
        app = web.Application(client_max_size=_MAX_BODY_BYTES)
        for endpoint in endpoints:
            app.router.add_route(endpoint.method, endpoint.path, self._parts.pipeline.handler(endpoint))
        return app

    async def _listen(self, app: web.Application, port: int) -> str:
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        self._runners.append(runner)
        site = web.TCPSite(runner, _HOST, port)
        await site.start()
        bound = runner.addresses[0][1]
        return f"http://{_HOST}:{bound}"


def _put_together(core: Core) -> _Parts:
    conversations, media, files = Conversations(core), MediaStore(core), FileStore(core)
    webhook, delivery = Webhook(core, media), Delivery(core)
    cards, gateway = Cards(core, media, conversations), Gateway(core, delivery)
    user_actions = UserActions(core, delivery, webhook, files, cards)
    return _Parts(conversations, media, files, webhook, cards, delivery, gateway, user_actions, Pipeline(core))
