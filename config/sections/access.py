"""Who may use the bot, what is moderated, and who is alerted."""

from __future__ import annotations

from typing import Final, Literal, Self

from pydantic import Field, SecretStr, field_validator, model_validator

from config.mistakes import Mistake
from config.sections.base import MOST_COUNT, Section, address

SHORTEST_HOOK_SECRET: Final = 16
"""Characters of the secret that signs what the hook for images is sent."""


class Access(Section):
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
                raise Mistake("settings-platform-id", entry=entry, example=f"telegram:{entry.strip(':') or 42}")
        return value


class Moderation(Section):
    """Rules about words in prompts, besides those that moderators give by command; a hook that images are shown to."""

    # `refuse 血腥`, one a line (bot/grammar/word_rules.py); read when Shenbi starts. Empty: none.
    words_file: str = ""
    # After so many refusals, by rules or by the service, within a day a person's requests are refused for a while; 0: never.
    cool_down_after: int = Field(default=0, ge=0, le=MOST_COUNT)
    cool_down_min: float = Field(default=60, gt=0, le=24 * 60)
    # POSTed to with each image (docs/operate/image-hook.md), signed with the secret; empty: no image is shown to anybody.
    image_hook_url: str = ""
    image_hook_secret: SecretStr | None = None
    image_hook_timeout_s: float = Field(default=10, gt=0, le=60)
    # Which images: those that come in, those that were painted, or both.
    image_hook_images: Literal["both", "in", "out"] = "both"
    # What happens to an image when the hook does not answer: a moderator decides, or it is let through.
    image_hook_down: Literal["hold", "allow"] = "hold"

    def screens(self, direction: Literal["in", "out"]) -> bool:
        """Whether the hook is shown images of this direction."""
        return bool(self.image_hook_url) and self.image_hook_images in ("both", direction)

    @field_validator("image_hook_url")
    @classmethod
    def _is_address(cls, value: str) -> str:
        return address(value, "https://host/path") if value else value

    @model_validator(mode="after")
    def _hook_is_signed(self) -> Self:
        secret = self.image_hook_secret.get_secret_value() if self.image_hook_secret else ""
        if self.image_hook_url and len(secret) < SHORTEST_HOOK_SECRET:
            raise Mistake("settings-hook-secret", least=SHORTEST_HOOK_SECRET)
        return self


class Alerts(Section):
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
        return address(value, "https://host/path") if value else value
