"""Where pictures are painted: accounts, models, times; leases of workers."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from pydantic import Field, SecretStr, field_validator

from config.mistakes import Mistake
from config.sections.base import MOST_AT_ONCE, MOST_S, MOST_YUAN, Section, address, is_day

BEIJING_URL: Final = "https://dashscope.aliyuncs.com/api/v1"


class Account(Section):
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
        if value and not is_day(value):
            raise Mistake("settings-day")
        return value


class UpstreamSettings(Section):
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
        return address(value, "https://host/api/v1")

    @field_validator("max_picture_yuan")
    @classmethod
    def _whole_li(cls, value: Decimal) -> Decimal:
        if value * 1000 != int(value * 1000):
            raise Mistake("settings-amount")
        return value

    @field_validator("accounts")
    @classmethod
    def _called_differently(cls, value: tuple[Account, ...]) -> tuple[Account, ...]:
        names = [account.name for account in value]
        for name in names:
            if names.count(name) > 1:
                raise Mistake("settings-account-twice", name=name)
        return value


class Leases(Section):
    """Lease durations in seconds. A worker renews its lease while it works. When a lease lapses, another worker takes over; the
    result of one that was suspended and resumes later is refused."""

    intake_s: float = Field(default=60, gt=0, le=MOST_S)
    prepare_s: float = Field(default=150, gt=0, le=MOST_S)
    poll_s: float = Field(default=40, gt=0, le=MOST_S)
    collect_s: float = Field(default=150, gt=0, le=MOST_S)
    resolve_s: float = Field(default=60, gt=0, le=MOST_S)
    post_s: float = Field(default=90, gt=0, le=MOST_S)
