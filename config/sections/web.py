"""The room in the browser."""

from __future__ import annotations

import re
from ipaddress import ip_network
from typing import Self

from pydantic import Field, SecretStr, field_validator, model_validator

from config.mistakes import Mistake
from config.sections.base import Section, address

# Headers that can name nobody: clients or proxies send them with another meaning.
SHARED_HEADERS = frozenset(
    {
        *(
            "authorization",
            "cookie",
            "host",
            "origin",
            "referer",
            "user-agent",
            "accept",
            "accept-language",
            "content-type",
        ),
        *(
            "connection",
            "upgrade",
            "te",
            "forwarded",
            "x-forwarded-for",
            "x-forwarded-host",
            "x-forwarded-proto",
            "x-real-ip",
        ),
        *("x-shenbi-person", "content-length", "transfer-encoding", "accept-encoding", "via"),
    }
)


class Web(Section):
    """The room in the browser."""

    enabled: bool = True
    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)
    token: SecretStr | None = None
    # Behind a reverse proxy: the public origin (https://paint.example.org) and the path it serves us under.
    public_origin: str = ""
    path_prefix: str = Field(default="", pattern=r"^/?[\w.~-]*(/[\w.~-]+)*/?$")
    # Whose X-Forwarded-For is believed when public_origin is set; anybody else may reach the port beside the proxy.
    trusted_proxies: tuple[str, ...] = ("127.0.0.1", "::1")
    # Whether people may make links that show one of their pictures to everyone who has the link, without the token.
    links: bool = True
    # Single sign-on: the header in which a proxy names the person that it has authenticated, and from which peers it counts.
    sign_on_header: str = ""
    sign_on_proxies: tuple[str, ...] = ()
    sign_on_ignores_case: bool = True  # Alice and alice are one person, as most directories see them.
    sign_out_url: str = ""  # where people sign out at the proxy: a path of its host, or an address

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach the room."""
        return self.host in {"127.0.0.1", "::1", "localhost"}

    @field_validator("sign_on_header")
    @classmethod
    def _is_header(cls, value: str) -> str:
        if value and not re.fullmatch(r"[A-Za-z][A-Za-z0-9-]{2,60}", value):
            # With an underscore many proxies would drop it, or take one with a hyphen for the same.
            raise Mistake("settings-header", value=value)
        if value.lower() in SHARED_HEADERS:
            raise Mistake("settings-header-taken", value=value)
        return value

    @field_validator("sign_out_url")
    @classmethod
    def _is_sign_out(cls, value: str) -> str:
        if not value or re.fullmatch(r"/(?![/\\\\])[\x21-\x7e]*", value):
            return value
        return address(value, "/oauth2/sign_out or https://login.example.org/sign-out")

    @field_validator("trusted_proxies", "sign_on_proxies")
    @classmethod
    def _are_networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for entry in value:
            try:
                ip_network(entry, strict=False)
            except ValueError:
                raise Mistake("settings-network", entry=entry) from None
        return value

    @property
    def forwarding_peers(self) -> tuple[str, ...]:
        """The proxies whose forwarded headers are trusted; none if there is no public origin."""
        return self.trusted_proxies if self.public_origin else ()

    @model_validator(mode="after")
    def _sign_on_at_a_proxy(self) -> Self:
        if self.sign_on_header and not (self.sign_on_proxies and self.public_origin):
            raise Mistake("settings-sign-on")
        if self.sign_on_header and any(
            ip_network(entry, strict=False).prefixlen == 0 for entry in self.sign_on_proxies
        ):
            raise Mistake("settings-sign-on-open")
        return self

    @model_validator(mode="after")
    def _token_outside(self) -> Self:
        if not self.is_loopback and not (self.token and self.token.get_secret_value()):
            raise Mistake("settings-token-needed")
        return self
