"""What people and conversations may use."""

from __future__ import annotations

from decimal import Decimal

from pydantic import Field, field_validator

from config.mistakes import Mistake
from config.sections.base import MOST_COUNT, MOST_YUAN, Section


class Limits(Section):
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
    guests: dict[str, Decimal] = Field(default={})
    moderators: dict[str, Decimal] = Field(default={})
    admins: dict[str, Decimal] = Field(default={})
    owners: dict[str, Decimal] = Field(default={})

    @field_validator("guests", "moderators", "admins", "owners")
    @classmethod
    def _limits_of_a_person(cls, value: dict[str, Decimal]) -> dict[str, Decimal]:
        for name in value:
            if name not in PERSON_LIMITS:
                raise Mistake("settings-no-limit", name=name, names=", ".join(sorted(PERSON_LIMITS)))
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
