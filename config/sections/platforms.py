"""The chat platforms."""

from __future__ import annotations

from pydantic import Field, SecretStr, field_validator

from config.mistakes import Mistake
from config.sections.base import MOST_AT_ONCE, MOST_COUNT, Section, address


class Telegram(Section):
    """The Telegram bot; off without a token."""

    bot_token: SecretStr | None = None
    base_url: str = "https://api.telegram.org"
    # With a webhook URL, updates are pushed to us instead of being polled for.
    webhook_url: str = ""
    webhook_host: str = "127.0.0.1"
    webhook_port: int = Field(default=8443, ge=0, le=65535)
    webhook_secret: SecretStr | None = None
    # 👀 under a command in a group, where the first words may have to wait for the group's rate.
    reactions: bool = True

    @field_validator("base_url")
    @classmethod
    def _is_address(cls, value: str) -> str:
        return address(value, "https://api.telegram.org")


class DingTalk(Section):
    """The DingTalk robot; off without a client id."""

    client_id: str = ""
    client_secret: SecretStr | None = None
    robot_code: str = ""
    openapi_endpoint: str = "https://api.dingtalk.com"
    oapi_endpoint: str = "https://oapi.dingtalk.com"
    card_template_id: str = ""
    monthly_api_calls: int = Field(default=5000, ge=0, le=MOST_COUNT)
    monthly_pushes: int = Field(default=3000, ge=0, le=MOST_COUNT)

    @field_validator("openapi_endpoint", "oapi_endpoint")
    @classmethod
    def _is_address(cls, value: str) -> str:
        return address(value, "https://api.dingtalk.com")


class Discord(Section):
    """The Discord bot; off without a token."""

    bot_token: SecretStr | None = None
    api_url: str = "https://discord.com/api/v10"
    # http://host:port, for the gateway, calls and downloads alike; empty: what HTTPS_PROXY says.
    proxy: SecretStr | None = None
    # How many connections share the servers; 0: as many as Discord recommends.
    shards: int = Field(default=0, ge=0, le=MOST_AT_ONCE)
    # Hosts that pictures are fetched from.
    cdn_hosts: tuple[str, ...] = ("cdn.discordapp.com", "media.discordapp.net")

    @field_validator("api_url")
    @classmethod
    def _is_address(cls, value: str) -> str:
        return address(value, "https://discord.com/api/v10")

    @field_validator("proxy")
    @classmethod
    def _is_proxy(cls, value: SecretStr | None) -> SecretStr | None:
        if value and not value.get_secret_value().startswith("http://"):
            # aiohttp speaks HTTP with a proxy; SOCKS would need another library.
            raise Mistake("settings-address", example="http://host:3128")
        if value and value.get_secret_value():
            address(value.get_secret_value(), "http://host:3128")
        return value or None
