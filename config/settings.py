"""Typed settings: environment over `shenbi.toml` over defaults. What an operator may set, and nothing else.

Names and defaults are in the table of README.md. In `shenbi.toml` the sections are those of the classes below:

    [upstream]
    default_model = "wanx-v1"
    [[upstream.accounts]]
    name = "main"
    keys = ["sk-..."]
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from ipaddress import ip_network
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PrivateAttr,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)

MODELS_FILE = Path(__file__).parent / "models.toml"
LOCALES_FOLDER = Path(__file__).parent / "locales"
SCENES_FILE = Path(__file__).parent / "scenes.toml"
BEIJING_URL = "https://dashscope.aliyuncs.com/api/v1"
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
# Far beyond anything meant, and well within what a database keeps in an integer and a clock can add.
MOST_COUNT = 1_000_000_000
MOST_S = 30 * 24 * 3600
MOST_DAYS = 36_500
MOST_YUAN = 1_000_000
MOST_AT_ONCE = 1_000
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


class SettingsError(Exception):
    """The configuration is wrong; `str()` is one line that says what to change. Exit status 2."""


def _address(value: str, example: str) -> str:
    """`value` if a server can be called by it; raises ValueError otherwise. (So does urlsplit: for ports, for brackets.)"""
    try:
        parts = urlsplit(value)
        good = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if not good or not value.isprintable() or " " in value:
        raise ValueError(f"must be like {example}")
    return value


def _is_day(value: str) -> bool:
    """Whether this is a day as we write it; Python reads others (20261231, 2026-W53-4) as well."""
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True, allow_inf_nan=False)


class Account(_Section):
    """One main account upstream with its keys. Limits belong to the account, however many keys it has."""

    name: str = Field(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9_-]+$")
    keys: tuple[SecretStr, ...] = Field(min_length=1)
    workspace: str = ""
    # The service grants a number of free pictures for some days; only the operator knows when they end.
    free_until: str = ""
    # What this account may spend upstream, in yuan; 0 means no limit. Jobs that would go over it wait.
    daily_yuan: Decimal = Field(default=Decimal(0), ge=0, le=MOST_YUAN)
    monthly_yuan: Decimal = Field(default=Decimal(0), ge=0, le=MOST_YUAN)

    @field_validator("free_until")
    @classmethod
    def _free_until_a_day(cls, value: str) -> str:
        # Compared as text: anything else than a day would be free for ever.
        if value and not _is_day(value):
            raise ValueError("must be a day like 2026-12-31")
        return value


class UpstreamSettings(_Section):
    """Where pictures are painted. With no key the embedded studio paints."""

    base_url: str = BEIJING_URL
    accounts: tuple[Account, ...] = ()
    # The models by role: painting, changing pictures by words, --fast. An empty name: there is no model for that role.
    default_model: str = "wanx-v1"
    edit_model: str = "wan2.7-image"
    fast_model: str = "z-image-turbo"
    chat_model: str = "qwen3.7-flash"  # That of /describe and /improve; empty: neither is offered.
    allowed_models: tuple[str, ...] = ()  # Nothing is painted with others; empty: all of config/models.toml.
    max_picture_yuan: Decimal = Field(default=Decimal(0), ge=0, le=MOST_YUAN)  # What one picture may cost; 0: no limit.
    default_n: int = Field(default=1, ge=1, le=4)
    tasks_at_once: int = Field(default=0, ge=0, le=MOST_AT_ONCE)  # 0: as config/models.toml says
    task_max_s: float = Field(default=900, gt=0, le=MOST_S)
    create_timeout_s: float = Field(default=30, gt=0, le=MOST_S)
    # The lost answer: how long after its claim a request may still leave; how long after the last possible answer a
    # task may take to show in a listing; how long between the two listings that prove that there is none.
    send_window_s: float = Field(default=5, gt=0, le=MOST_S)
    listing_margin_s: float = Field(default=5, ge=0, le=MOST_S)
    between_listings_s: float = Field(default=5, gt=0, le=MOST_S)
    # A job whose answer was lost and that nobody can look for ends as failed after so many hours.
    unsure_after_h: float = Field(default=24, gt=0, le=MOST_S)

    @field_validator("base_url")
    @classmethod
    def _is_address(cls, value: str) -> str:
        return _address(value, "https://host/api/v1")

    @field_validator("max_picture_yuan")
    @classmethod
    def _whole_li(cls, value: Decimal) -> Decimal:
        if value * 1000 != int(value * 1000):
            raise ValueError("must be an amount with at most three decimals, like 0.25")
        return value

    @field_validator("accounts")
    @classmethod
    def _called_differently(cls, value: tuple[Account, ...]) -> tuple[Account, ...]:
        names = [account.name for account in value]
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f"two accounts are called {name!r}; keys of one account stand in its keys = [...]")
        return value


class Leases(_Section):
    """Lease durations in seconds. A worker renews its lease while it works. When a lease lapses, another worker takes over; the
    result of one that was suspended and resumes later is refused."""

    intake_s: float = Field(default=60, gt=0, le=MOST_S)
    prepare_s: float = Field(default=150, gt=0, le=MOST_S)
    poll_s: float = Field(default=40, gt=0, le=MOST_S)
    collect_s: float = Field(default=150, gt=0, le=MOST_S)
    resolve_s: float = Field(default=60, gt=0, le=MOST_S)
    post_s: float = Field(default=90, gt=0, le=MOST_S)


class Limits(_Section):
    """What one person, one chat, one day may use. 0 means no limit. A person's limits hold through everything that they start
    or author: their own requests, batches, the sessions that they host, their ideas in other people's sessions."""

    waiting_jobs: int = Field(default=5, ge=0, le=MOST_COUNT)
    running_jobs: int = Field(default=1, ge=1, le=MOST_COUNT)
    requests_per_minute: int = Field(default=20, ge=0, le=MOST_COUNT)
    # Seconds from one request of a person to their next.
    cooldown_s: float = Field(default=0, ge=0, le=24 * 3600)
    pictures_per_day: int = Field(default=0, ge=0, le=MOST_COUNT)
    pictures_per_week: int = Field(default=0, ge=0, le=MOST_COUNT)
    pictures_per_month: int = Field(default=0, ge=0, le=MOST_COUNT)
    yuan_per_day: Decimal = Field(default=Decimal(0), ge=0, le=MOST_YUAN)
    yuan_per_week: Decimal = Field(default=Decimal(0), ge=0, le=MOST_YUAN)
    yuan_per_month: Decimal = Field(default=Decimal(0), ge=0, le=MOST_YUAN)
    conversation_pictures_per_day: int = Field(default=0, ge=0, le=MOST_COUNT)
    conversation_pictures_per_week: int = Field(default=0, ge=0, le=MOST_COUNT)
    conversation_pictures_per_month: int = Field(default=0, ge=0, le=MOST_COUNT)
    conversation_yuan_per_day: Decimal = Field(default=Decimal(0), ge=0, le=MOST_YUAN)
    conversation_yuan_per_week: Decimal = Field(default=Decimal(0), ge=0, le=MOST_YUAN)
    conversation_yuan_per_month: Decimal = Field(default=Decimal(0), ge=0, le=MOST_YUAN)
    # Of all together.
    daily_yuan: Decimal = Field(default=Decimal(10), ge=0, le=MOST_YUAN)
    monthly_yuan: Decimal = Field(default=Decimal(0), ge=0, le=MOST_YUAN)
    # Of one person, open at once: batches and comparisons; sessions that they host and that do not rest.
    open_batches: int = Field(default=5, ge=0, le=MOST_COUNT)
    hosted_sessions: int = Field(default=3, ge=0, le=MOST_COUNT)
    # Of one person: descriptions and better prompts in an hour, and at once.
    calls_per_hour: int = Field(default=20, ge=0, le=MOST_COUNT)
    calls_at_once: int = Field(default=3, ge=0, le=MOST_COUNT)
    # What people of a rank (bot/access/ranks.py) have instead: any limits of a person, by name.
    guests: dict[str, Decimal] = {}
    moderators: dict[str, Decimal] = {}
    admins: dict[str, Decimal] = {}
    owners: dict[str, Decimal] = {}

    @field_validator("guests", "moderators", "admins", "owners")
    @classmethod
    def _limits_of_a_person(cls, value: dict[str, Decimal]) -> dict[str, Decimal]:
        for name in value:
            if name not in PERSON_LIMITS:
                raise ValueError(f"{name} is none of {', '.join(sorted(PERSON_LIMITS))}")
        cls.model_validate(value)
        return value


CONVERSATION_LIMITS = frozenset(name for name in Limits.model_fields if name.startswith("conversation_"))
"""The limits that one conversation can have for itself."""
PERSON_LIMITS = (
    frozenset(Limits.model_fields)
    - CONVERSATION_LIMITS
    - {
        *("daily_yuan", "monthly_yuan", "running_jobs"),
        *("guests", "moderators", "admins", "owners"),
    }
)
"""The limits that one person, or people of a rank, can have for themselves."""


class Access(_Section):
    """Who may use the bot; empty lists mean everyone. Entries are `platform:id`, for chats and for people."""

    chats: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()
    # With lists: whether those who are on none may use it too, as guests, with the limits of guests.
    guests: bool = False
    # People with a rank (bot/access/ranks.py). More can be appointed while Shenbi runs.
    owners: frozenset[str] = frozenset()
    admins: frozenset[str] = frozenset()
    moderators: frozenset[str] = frozenset()
    # Group chats in which admins may use /admin; elsewhere it works in private only.
    admin_chats: frozenset[str] = frozenset()

    @field_validator("chats", "people", "owners", "admins", "moderators", "admin_chats")
    @classmethod
    def _with_platform(cls, value: frozenset[str]) -> frozenset[str]:
        for entry in sorted(value):
            platform, colon, number = entry.partition(":")
            if not (platform and colon and number):
                # It would match nobody: everyone would be locked out, or an admin would have no rights.
                raise ValueError(f"{entry!r} must be platform:id, like telegram:{entry.strip(':') or 42}")
        return value


class Moderation(_Section):
    """Rules about words in prompts, besides those that moderators give by command."""

    # `refuse 血腥`, one a line (bot/grammar/word_rules.py); read when Shenbi starts. Empty: none.
    words_file: str = ""
    # After so many refusals, by rules or by the service, within a day a person's requests are refused for a while; 0: never.
    cool_down_after: int = Field(default=0, ge=0, le=MOST_COUNT)
    cool_down_min: float = Field(default=60, gt=0, le=24 * 60)


class Alerts(_Section):
    """Alerts to the operator, in addition to the log and messages to `access.admins`."""

    # POSTed to as JSON; with a secret each call is signed. Once per cause, repeated after `remind_h` while it persists.
    webhook_url: str = ""
    webhook_secret: SecretStr | None = None
    remind_h: float = Field(default=24, gt=0, le=24 * 365)
    # After how many hours without an update a platform that was in use is taken for deaf; 0: never.
    quiet_h: float = Field(default=72, ge=0, le=24 * 5)

    @field_validator("webhook_url")
    @classmethod
    def _is_address(cls, value: str) -> str:
        return _address(value, "https://host/path") if value else value


class Web(_Section):
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
            raise ValueError(f"{value!r} must be a name of letters, digits and hyphens, like X-Remote-User")
        if value.lower() in SHARED_HEADERS:
            raise ValueError(f"{value!r} has another meaning, and browsers or proxies send it by themselves")
        return value

    @field_validator("sign_out_url")
    @classmethod
    def _is_sign_out(cls, value: str) -> str:
        if not value or re.fullmatch(r"/(?![/\\\\])[\x21-\x7e]*", value):
            return value
        return _address(value, "/oauth2/sign_out or https://login.example.org/sign-out")

    @field_validator("trusted_proxies", "sign_on_proxies")
    @classmethod
    def _are_networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for entry in value:
            try:
                ip_network(entry, strict=False)
            except ValueError:
                raise ValueError(f"{entry!r} must be an address or a network, like 172.16.0.0/12") from None
        return value

    @property
    def forwarding_peers(self) -> tuple[str, ...]:
        """The proxies whose forwarded headers are trusted; none if there is no public origin."""
        return self.trusted_proxies if self.public_origin else ()

    @model_validator(mode="after")
    def _sign_on_at_a_proxy(self) -> Self:
        if self.sign_on_header and not (self.sign_on_proxies and self.public_origin):
            raise ValueError("web.sign_on_header counts only with web.sign_on_proxies and web.public_origin")
        if self.sign_on_header and any(
            ip_network(entry, strict=False).prefixlen == 0 for entry in self.sign_on_proxies
        ):
            raise ValueError("web.sign_on_proxies holds every address: whoever reaches the port could be anybody")
        return self

    @model_validator(mode="after")
    def _token_outside(self) -> Self:
        if not self.is_loopback and not (self.token and self.token.get_secret_value()):
            raise ValueError("SHENBI_WEB_TOKEN is required when SHENBI_WEB_HOST is not a loopback address")
        return self


class Telegram(_Section):
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
        return _address(value, "https://api.telegram.org")


class DingTalk(_Section):
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
        return _address(value, "https://api.dingtalk.com")


class Discord(_Section):
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
        return _address(value, "https://discord.com/api/v10")

    @field_validator("proxy")
    @classmethod
    def _is_proxy(cls, value: SecretStr | None) -> SecretStr | None:
        if value and not value.get_secret_value().startswith("http://"):
            # aiohttp speaks HTTP with a proxy; SOCKS would need another library.
            raise ValueError("must be like http://host:3128")
        if value and value.get_secret_value():
            _address(value.get_secret_value(), "http://host:3128")
        return value or None


class Keeping(_Section):
    """How long things are kept, in days; 0 means for ever."""

    updates_days: int = Field(default=14, ge=8, le=MOST_DAYS)  # Telegram may start its ids anew after a week
    jobs_days: int = Field(default=365, ge=0, le=MOST_DAYS)
    pictures_days: int = Field(default=365, ge=0, le=MOST_DAYS)
    low_disk_mb: int = Field(default=500, ge=0, le=MOST_COUNT)

    @property
    def low_disk_bytes(self) -> int:
        """How much of the disk stays free: nothing new is kept below it."""
        return self.low_disk_mb * 1_000_000


class Backups(_Section):
    """Backups that Shenbi makes by itself; none without a folder."""

    folder: str = ""
    every_h: float = Field(default=24, gt=0, le=24 * 365)
    # How many are kept; older ones are deleted once a newer one is complete.
    keep: int = Field(default=7, ge=1, le=MOST_COUNT)

    @field_validator("folder")
    @classmethod
    def _is_folder(cls, value: str) -> str:
        if "\0" in value or Path(value).is_file():
            raise ValueError(f"{value!r} is not the name of a folder")
        return value


class PictureStorage(_Section):
    """Where pictures are kept: a folder, or a bucket of an S3-compatible service."""

    url: str = ""  # empty: data folder; s3://bucket/prefix
    endpoint: str = ""
    region: str = ""
    access_key_id: SecretStr | None = None
    secret_access_key: SecretStr | None = None


class Settings(_Section):
    """Everything. Made by `load`."""

    data_dir: Path = Path("data")
    database_url: str = ""
    timezone: str = "Asia/Shanghai"
    language: str = "zh"
    log_level: str = "WARNING"
    # Whether this process paints, or only talks to people while others on the same PostgreSQL paint.
    workers: bool = True
    bell_after_s: float = Field(default=60, ge=0, le=MOST_S)
    upstream: UpstreamSettings = UpstreamSettings()
    leases: Leases = Leases()
    limits: Limits = Limits()
    access: Access = Access()
    moderation: Moderation = Moderation()
    alerts: Alerts = Alerts()
    web: Web = Web()
    telegram: Telegram = Telegram()
    dingtalk: DingTalk = DingTalk()
    discord: Discord = Discord()
    keeping: Keeping = Keeping()
    backup: Backups = Backups()
    pictures: PictureStorage = PictureStorage()
    # Where what was set comes from: dotted name -> a name of the environment or of a file. Filled in by `load`.
    _sources: dict[str, str] = PrivateAttr(default_factory=dict)

    def source_of(self, name: str) -> str:
        """Where a setting (`web.port`) comes from: a name of the environment, the name of a file; empty: its default."""
        return next((self._sources[each] for each in _and_above(name) if each in self._sources), "")

    @field_validator("data_dir")
    @classmethod
    def _is_path(cls, value: Path) -> Path:
        if "\0" in str(value):
            raise ValueError("SHENBI_DATA_DIR: not the name of a folder")
        return value

    @field_validator("timezone")
    @classmethod
    def _zone_exists(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError):
            raise ValueError(f"SHENBI_TIMEZONE: no time zone is called {value!r}") from None
        return value

    @field_validator("language")
    @classmethod
    def _language_exists(cls, value: str) -> str:
        known = sorted(folder.name for folder in LOCALES_FOLDER.iterdir() if folder.is_dir())
        if value not in known:
            raise ValueError(f"SHENBI_LANGUAGE: {value!r} is not spoken here; known: {', '.join(known)}")
        return value

    @field_validator("log_level")
    @classmethod
    def _level_exists(cls, value: str) -> str:
        if value.upper() not in LOG_LEVELS:
            raise ValueError(f"SHENBI_LOG_LEVEL: {value!r} is not one of {', '.join(LOG_LEVELS)}")
        return value

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which a day of money turns."""
        return ZoneInfo(self.timezone)

    @property
    def uses_studio(self) -> bool:
        """No key: the embedded studio paints."""
        return not self.upstream.accounts

    @property
    def store_url(self) -> str:
        """The database: the one that was set, or SQLite in the data folder."""
        return self.database_url or f"sqlite:///{self.data_dir / 'shenbi.db'}"


# environment name -> where it goes
ENVIRONMENT: dict[str, tuple[str, ...]] = {
    "DASHSCOPE_HTTP_BASE_URL": ("upstream", "base_url"),
    "SHENBI_MODEL": ("upstream", "default_model"),
    "SHENBI_N": ("upstream", "default_n"),
    "SHENBI_DAILY_YUAN": ("limits", "daily_yuan"),
    "SHENBI_TIMEZONE": ("timezone",),
    "SHENBI_LANGUAGE": ("language",),
    "SHENBI_LOG_LEVEL": ("log_level",),
    "SHENBI_WORKERS": ("workers",),
    "SHENBI_DATABASE_URL": ("database_url",),
    "SHENBI_DATA_DIR": ("data_dir",),
    "SHENBI_ALERT_WEBHOOK": ("alerts", "webhook_url"),
    "SHENBI_ALERT_SECRET": ("alerts", "webhook_secret"),
    "SHENBI_WEB_HOST": ("web", "host"),
    "SHENBI_WEB_PORT": ("web", "port"),
    "SHENBI_WEB_TOKEN": ("web", "token"),
    "TELEGRAM_BOT_TOKEN": ("telegram", "bot_token"),
    "TELEGRAM_BASE_URL": ("telegram", "base_url"),
    "DISCORD_BOT_TOKEN": ("discord", "bot_token"),
    "DISCORD_API_URL": ("discord", "api_url"),
    "DISCORD_PROXY": ("discord", "proxy"),
    "DINGTALK_CLIENT_ID": ("dingtalk", "client_id"),
    "DINGTALK_CLIENT_SECRET": ("dingtalk", "client_secret"),
    "DINGTALK_ROBOT_CODE": ("dingtalk", "robot_code"),
    "DINGTALK_OPENAPI_ENDPOINT": ("dingtalk", "openapi_endpoint"),
    "DINGTALK_OAPI_ENDPOINT": ("dingtalk", "oapi_endpoint"),
}


KEY_NAME, CONFIG_NAME = "DASHSCOPE_API_KEY", "SHENBI_CONFIG"


def unknown_names(environment: Mapping[str, str]) -> list[str]:
    """Names in the environment that look like settings of ours and are none: misspelt ones count for nothing."""
    return sorted(
        name for name in environment if name.startswith("SHENBI_") and name not in {*ENVIRONMENT, CONFIG_NAME}
    )


def load(environment: dict[str, str] | None = None, folder: Path | None = None) -> Settings:
    """Read the settings. Raises SettingsError with one line that names the setting and what is wrong with it."""
    env = dict(os.environ) if environment is None else environment
    named = env.get(CONFIG_NAME, "")
    path = Path(named) if named else (folder or Path()) / "shenbi.toml"
    data = read_toml(path) if named or path.exists() else {}
    sources = dict.fromkeys(_names(data), path.name)
    for name, place in ENVIRONMENT.items():
        if value := env.get(name, "").strip():
            _put(data, place, value)
            sources[".".join(place)] = name
    keys = [key.strip() for key in env.get(KEY_NAME, "").split(",") if key.strip()]
    if keys and not _table(data, "upstream").get("accounts"):
        _put(data, ("upstream", "accounts"), [{"name": "main", "keys": keys}])
        sources["upstream.accounts"] = KEY_NAME
    try:
        made = Settings.model_validate(data)
    except ValidationError as error:
        raise SettingsError(one_line(error)) from None
    made._sources.update(sources)
    return made


def _names(data: Mapping[str, Any], above: str = "") -> Iterator[str]:
    """The dotted names of what a file sets; of a list only its own."""
    for key, value in data.items():
        if isinstance(value, dict):
            yield from _names(value, f"{above}{key}.")
        else:
            yield f"{above}{key}"


def _and_above(name: str) -> Iterator[str]:
    """A dotted name, and those of the tables that it is in."""
    while name:
        yield name
        name = name.rpartition(".")[0]


def read_toml(path: Path) -> dict[str, Any]:
    """The contents of a TOML file. Raises SettingsError."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))  # Some editors begin a file with a mark.
    except OSError as error:
        raise SettingsError(f"cannot read {path}: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        # Besides its own errors: bytes that are no UTF-8, a number of 5,000 digits, 1,000 brackets.
        raise SettingsError(f"{path} is not valid TOML: {error}") from None


def _put(data: dict[str, Any], place: tuple[str, ...], value: Any) -> None:
    for part in place[:-1]:
        data = _table(data, part)
    data[place[-1]] = value


def _table(data: dict[str, Any], name: str) -> dict[str, Any]:
    table: Any = data.setdefault(name, {})
    if not isinstance(table, dict):
        raise SettingsError(f"{name} in the config file must be a table: [{name}]")
    return table


def one_line(error: ValidationError) -> str:
    """The first mistake, with the name that the operator knows."""
    first = error.errors(include_input=False, include_url=False)[0]
    place = tuple(str(part) for part in first["loc"])
    name = next((env for env, where in ENVIRONMENT.items() if where == place), ".".join(place))
    message = first["msg"].removeprefix("Value error, ")
    if first["type"] == "extra_forbidden":
        message = "there is no such setting"
    message = " ".join(message.split())
    return message if message.startswith(("SHENBI_", "TELEGRAM_", "DINGTALK_", "DISCORD_")) else f"{name}: {message}"
