"""An update that is to be acted on, as the handlers of commands and callbacks get it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.adapter_api import Press
from bot.grammar.parsing import Parsed
from bot.intake.images import ImageResult
from bot.intake.speaker import Speaker


@dataclass(frozen=True, slots=True)
class UpdateContext:
    """What a message and a press have in common: who it is from, and the ids for the answer. `subject` is the answer's
    post, `reply_to` the platform's id of the message that is answered, `inbox_id` the update's row."""

    speaker: Speaker
    subject: str
    reply_to: str
    inbox_id: int

    def as_command(self, parsed: Parsed, image: ImageResult, reply_to: str = "") -> CommandContext:
        """The context of a command that is equivalent to this update."""
        return CommandContext(self.speaker, self.subject, reply_to or self.reply_to, self.inbox_id, parsed, image)


@dataclass(frozen=True, slots=True)
class CommandContext(UpdateContext):
    """A message: what was parsed, and which image it means."""

    parsed: Parsed
    image: ImageResult
    linked: bool = False
    """True where a press comes back as typed text, so a link in someone's message could have sent it; destructive
    commands then ask first."""
    maybe_split: bool = False
    """Whether a client may have split these words and sent the rest as a separate message, which is left out."""

    def as_command(self, parsed: Parsed, image: ImageResult, reply_to: str = "") -> CommandContext:
        """This message as a command with other words and another image."""
        return replace(self, parsed=parsed, image=image, reply_to=reply_to or self.reply_to)


@dataclass(frozen=True, slots=True)
class PressContext(UpdateContext):
    """A button that was pressed."""

    press: Press
