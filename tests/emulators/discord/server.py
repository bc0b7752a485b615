"""One emulated Discord on loopback: REST, gateway, content network, and the people's side for tests."""

from __future__ import annotations

import base64
import contextlib
import secrets
from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import Self

from aiohttp import web

from tests.emulators.clock import Clock, RealClock

from .applications import Applications
from .asking import Asking
from .bits import USUAL, ChannelType, Permissions
from .buckets import Buckets
from .callbacks import Callbacks
from .cdn import Cdn
from .channels import Channels
from .commands import Commands
from .delivery import Delivery
from .faults import FaultPlan
from .gateway import Gateway
from .ids import Ids
from .messages import Messages
from .people import Person
from .pipeline import Pipeline
from .posting import Posting
from .recorder import Recorder, Unguarded, Violation
from .rights import Rights
from .settings import Settings
from .state import Channel, Guild, Member, User
from .wire import Endpoint
from .world import Bot, World

_HOST = "127.0.0.1"
_PREFIX = "/api/v10"
_MAX_BODY_BYTES = 64 << 20
"""More than any limit that a test sets."""


class DiscordServer:
    """Use it as an async context manager. `api_url` is the base of REST; the gateway's address comes from there."""

    def __init__(
        self, *, clock: Clock | None = None, settings: Settings | None = None, port: int = 0, gateway_port: int = 0
    ) -> None:
        self.clock: Clock = clock or RealClock()
        self.settings = settings or Settings()
        self.world = World(self.clock, self.settings, Ids(self.clock), Recorder())
        self.buckets = Buckets(self.settings)
        self.cdn = Cdn(self.world)
        self.delivery = Delivery(self.world, self.cdn)
        self.gateway = Gateway(self.world, self.delivery)
        self.posting = Posting(self.world, self.cdn, self.delivery, self.buckets, Rights(self.world))
        self.pipeline = Pipeline(self.world, self.buckets)
        self._channels = Channels(self.world, self.posting)
        self._asking = Asking(self.world, self.delivery, self.posting)
        self._ports = (port, gateway_port)
        self._runners: list[web.AppRunner] = []

    # -- what a test inspects

    @property
    def origin(self) -> str:
        return self.world.origin

    @property
    def api_url(self) -> str:
        """The base of REST, as `https://discord.com/api/v10` is the real one."""
        return f"{self.world.origin}{_PREFIX}"

    @property
    def recorder(self) -> Recorder:
        return self.world.recorder

    @property
    def violations(self) -> list[Violation]:
        """What only a mistake of the bot leads to, or a person would see as broken."""
        return self.recorder.violations

    @property
    def unguarded(self) -> list[Unguarded]:
        """Texts that were sent without `allowed_mentions`."""
        return self.recorder.unguarded

    @property
    def faults(self) -> FaultPlan:
        return self.world.faults

    def transcript(self) -> str:
        return self.recorder.transcript()

    # -- bots, people, servers

    def add_bot(self, token: str = "", username: str = "shenbi", *, privileged: int = 0) -> Bot:
        """A bot; `privileged`: the privileged intents that its owner switched on. Without a token it gets one like the real
        ones, which begin with its id."""
        bot_id, application_id = self.world.ids.old(), self.world.ids.old()
        token = token or f"{base64.b64encode(bot_id.encode()).decode().rstrip('=')}.Gabcde.{secrets.token_urlsafe(28)}"
        bot = Bot(
            id=bot_id,
            username=username,
            is_bot=True,
            token=token,
            application_id=application_id,
            privileged=privileged,
        )
        self.world.bots[token] = bot
        return bot

    def add_person(self, name: str, *, locale: str = "en-US", username: str = "") -> Person:
        """A person; `name` is what others see."""
        made = Person(
            id=self.world.ids.old(),
            username=username or name.lower().replace(" ", "_"),
            global_name=name,
            asking=self._asking,
            locale=locale,
        )
        self.world.people[made.id] = made
        return made

    def guild(
        self,
        name: str,
        members: Sequence[User],
        *,
        owner: User | None = None,
        everyone: int = USUAL,
        file_max_bytes: int = 0,
        locale: str = "en-US",
        tell: bool = True,
    ) -> Guild:
        """A new server with people and bots; nobody owns it unless one is named. Bots that are connected are told."""
        most = file_max_bytes or self.settings.file_max_bytes
        made = Guild(self.world.ids.old(), name, int(everyone), most, owner=owner, locale=locale)
        self.world.guilds[made.id] = made
        for user in members:
            self.join(made, user, tell=tell)
        return made

    def join(self, guild: Guild, user: User, *, permissions: int = 0, tell: bool = True) -> None:
        """A person or a bot comes to a server; `permissions`: what its role gives it beside @everyone's."""
        guild.members[user.id] = Member(user, self.clock.now(), int(permissions), self.world.ids.new())
        if tell and isinstance(user, Bot):
            self.delivery.guild_joined(user, guild)

    def make_admin(self, guild: Guild, user: User) -> None:
        """Give an account the right to manage a server."""
        guild.members[user.id].permissions |= Permissions.MANAGE_GUILD

    def leave(self, guild: Guild, user: User) -> None:
        """A person leaves a server, or a bot is thrown out."""
        if isinstance(user, Bot):
            self.delivery.guild_left(user, guild, unavailable=False)
            del guild.members[user.id]
        else:
            del guild.members[user.id]
            self.delivery.member_left(guild, user)

    def set_unavailable(self, guild: Guild, unavailable: bool) -> None:
        """An outage of one server begins or ends; nobody was thrown out."""
        guild.unavailable = unavailable
        for member in guild.members.values():
            if isinstance(member.user, Bot):
                if unavailable:
                    self.delivery.guild_left(member.user, guild, unavailable=True)
                else:
                    self.delivery.guild_joined(member.user, guild)

    def channel(
        self, guild: Guild, name: str = "general", kind: int = ChannelType.TEXT, *, tell: bool = True
    ) -> Channel:
        """A new channel of a server."""
        made = Channel(self.world.ids.new(), kind, self.world.changed, name, guild)
        guild.channels[made.id] = self.world.channels[made.id] = made
        if tell:
            self.delivery.channel_event("CHANNEL_CREATE", made)
        return made

    def thread(self, channel: Channel, name: str, owner: User, kind: int = ChannelType.PUBLIC_THREAD) -> Channel:
        """A person opens a thread."""
        return self._channels.open_thread(channel, name, owner, kind, self.world.ids.new())

    def delete_channel(self, channel: Channel) -> None:
        """A channel or a thread is deleted with all that stands in it."""
        self.delivery.channel_event("THREAD_DELETE" if channel.is_thread else "CHANNEL_DELETE", channel)
        channel.deleted = True

    def dm(self, bot: Bot, person: Person) -> Channel:
        """The direct conversation of a bot and a person."""
        return self.world.dm(bot, person)

    # -- outages

    @contextlib.contextmanager
    def outage(self) -> Iterator[None]:
        """Within this context the service cannot be reached: open sockets, requests and handshakes are cut."""
        self.set_outage(True)
        try:
            yield
        finally:
            self.set_outage(False)

    def set_outage(self, down: bool) -> None:
        """Begin or end an outage."""
        self.pipeline.down = self.gateway.down = down
        if down:
            self.gateway.abort()

    # -- start and stop

    async def __aenter__(self) -> Self:
        self.world.origin = await self._listen(self._rest(), self._ports[0])
        gateway = (await self._listen(self._sockets(), self._ports[1])).replace("http", "ws")
        self.world.gateway_url, self.world.resume_url = f"{gateway}/first", f"{gateway}/again"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.pipeline.stopping.set()
        self.gateway.abort()
        for runner in self._runners:
            await runner.cleanup()
        await self.world.tasks.close()

    def _rest(self) -> web.Application:
        app = web.Application(client_max_size=_MAX_BODY_BYTES)
        parts = (Applications(self.world), self._channels, Messages(self.world, self.posting), self.cdn)
        for part in (*parts, Commands(self.world), Callbacks(self.world, self.posting)):
            self._add(app, part.endpoints(), _PREFIX)
        self._add(app, self.cdn.pages(), "")
        app.router.add_route("*", "/{tail:.*}", self.pipeline.unknown)
        return app

    def _add(self, app: web.Application, endpoints: list[Endpoint], prefix: str) -> None:
        for endpoint in endpoints:
            app.router.add_route(endpoint.method, f"{prefix}{endpoint.path}", self.pipeline.handler(endpoint))

    def _sockets(self) -> web.Application:
        async def first(request: web.Request) -> web.StreamResponse:
            return await self.gateway.handshake(request, is_resume_address=False)

        async def again(request: web.Request) -> web.StreamResponse:
            return await self.gateway.handshake(request, is_resume_address=True)

        app = web.Application()
        for path, handler in (("/first", first), ("/again", again)):
            app.router.add_get(path, handler)
            app.router.add_get(f"{path}/", handler)
        return app

    async def _listen(self, app: web.Application, port: int) -> str:
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        self._runners.append(runner)
        await web.TCPSite(runner, _HOST, port).start()
        return f"http://{_HOST}:{runner.addresses[0][1]}"
