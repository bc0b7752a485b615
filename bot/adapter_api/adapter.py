"""The adapter protocol, and the host that an adapter is given. Optional parts: `bot.adapter_api.optional`.

A new platform is a package with an entry point in the group `shenbi.adapters` that names an `AdapterFactory`.
tests/conformance/platforms is the checklist that every adapter must meet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol

from bot.adapter_api.outcomes import Outcome
from bot.adapter_api.posts import PostCall
from bot.adapter_api.updates import Conversation, Decoded, ImageSource
from bot.runtime.clock import Clock
from bot.store import Store, Tx


@dataclass(frozen=True, slots=True)
class RawUpdate:
    """One update as the platform sent it, keyed by the platform's own id.

    `body` is JSON text, stored as it came, so that a corrected decoder can read it again; it must contain no token.
    Updates with the same `sequence_key` (usually the chat) are handled in order; those with different keys concurrently.
    """

    event_id: str
    body: str
    sequence_key: str = ""


@dataclass(frozen=True, slots=True)
class RateLimits:
    """How many messages a platform takes; edits count like creates.

    `chat_interval_s`: least seconds between two calls to one chat; `chat_per_minute`: most in any 60 s for one chat
    that is not direct (0 = no limit); `platform_per_s`: over all chats. `by_thread`: those of a chat hold for each of its
    threads by itself. A caller that keeps them does not meet the platform's own flood control in normal operation.
    """

    chat_interval_s: float
    chat_per_minute: int
    platform_per_s: float
    by_thread: bool = False


@dataclass(frozen=True, slots=True)
class PlatformCapabilities:
    """What a platform can do. Missing capabilities are worked around, never silently ignored.

    `edits`: a text message can be changed in place, also into a picture; `creates_pictures`: a picture may be posted in
    a create (where it cannot edit, it must); `idempotent_creates`: repeating a create with the same post id makes no
    second message; `buttons`: how many a message can carry; `callbacks`: a press comes back as `Press` (otherwise the
    typed text comes back as a `Message`); `text_limit` and `caption_limit` in code points; `copies`: the most
    characters that a button can put into the clipboard, 0 if there are no such buttons; `mentions_needed`: in a group
    words reach us only if we are mentioned; `latin_commands`: only commands in Latin letters are taken for commands;
    `private_input`: where a button's `ask` is answered so that nobody else sees it (`field`: in the page, the press
    brings the words; `link`: in the private chat, to which the button leads); empty: nowhere, such buttons are not
    made; `forms`: such a button opens a form, whose field can begin with words (`bot.adapter_api.forms`);
    `withheld_advice`: the text that says what helps where a message replies to a picture that we are not shown;
    `covers`: a picture can be covered until somebody opens it (`PostView.cover`);
    `countdowns`: a point in time that a text names (`PostView.times`) is shown with the time that is left, which counts
    by itself; `personal_buttons`: a button can stand there for some people only; `metered`: messages count against a
    quota; `max_picture_bytes` and `max_picture_sides_px` (width and height together): of a picture that is shown as it
    is, `max_file_bytes`: of a file (0: any); of larger ones the adapter sends a copy; `transparency`: pictures are shown
    with theirs.
    """

    edits: bool
    creates_pictures: bool
    idempotent_creates: bool
    buttons: int
    callbacks: bool
    text_limit: int
    caption_limit: int
    max_picture_bytes: int
    rates: RateLimits
    max_picture_sides_px: int = 0
    max_file_bytes: int = 0
    transparency: bool = False
    removes: bool = True
    files: bool = True
    copies: int = 0
    mentions_needed: bool = False
    latin_commands: bool = False
    private_input: Literal["", "field", "link"] = ""
    forms: bool = False
    covers: bool = False
    countdowns: bool = False
    personal_buttons: bool = False
    metered: bool = False
    withheld_advice: str = "reply-withheld"

    @property
    def is_paced(self) -> bool:
        """Whether the number of messages is limited, by rate or by quota."""
        return self.metered or bool(self.rates.chat_interval_s or self.rates.chat_per_minute)


class Host(Protocol):
    """The services that the bot offers an adapter."""

    @property
    def clock(self) -> Clock: ...

    @property
    def data_dir(self) -> Path:
        """This adapter's own folder for small files; it exists."""
        ...

    @property
    def store(self) -> Store:
        """The bot's database; an adapter may add its own tables with `store.attach`."""
        ...

    async def save(self, updates: Sequence[RawUpdate], also: Callable[[Tx], None] | None = None) -> list[bool]:
        """Save updates durably; returns when they are on disk. For each: True if new, False if it was saved before.

        `also` runs in the same transaction, for what the adapter itself keeps about them (how far a stream was read). It may
        run again if the transaction fails.

        Only after this may the adapter acknowledge them. Raises OSError when they could not be saved: then it must not.
        """
        ...

    async def load_picture(self, key: str) -> bytes:
        """The bytes of a stored picture. Raises KeyError if there is none (any more)."""
        ...

    async def keep_image(self, data: bytes) -> str:
        """Store the bytes of an incoming image unchecked and return a handle for an `ImageSource`; for adapters
        that receive images themselves. `load_image` is its inverse."""
        ...

    async def load_image(self, handle: str) -> bytes:
        """The bytes of an image of `keep_image`. Raises KeyError if there are none."""
        ...

    def has_space(self, size: int) -> bool:
        """Whether `size` more bytes may be stored without filling the disk. Blocks on the file system: call it in a
        thread."""
        ...

    def drop_images(self, tx: Tx, handles: Iterable[str]) -> None:
        """Delete images of `keep_image` once the transaction is committed."""
        ...

    def say(self, language: str, message: str, /, **arguments: object) -> str:
        """A text of config/locales."""
        ...

    def alert(self, code: str, /, **details: object) -> None:
        """Report a problem: logged, counted in the metrics as `code`, sent to the operator if the locales have a text
        for it."""
        ...

    def resolved(self, code: str, resolved_code: str, /, **details: object) -> None:
        """Report that the problem `code` with these details is over: if the operator was told of it, they are told
        `resolved_code`, and the next time it is reported at once. Costs a write; does nothing if there was no problem."""
        ...


class Adapter(Protocol):
    """One platform. Made by its factory; used by one process."""

    @property
    def name(self) -> str:
        """The platform's name: the first part of every conversation's address."""
        ...

    @property
    def capabilities(self) -> PlatformCapabilities: ...

    async def listen(self) -> None:
        """Receive updates until cancelled; each is passed to `Host.save` before it is acknowledged.

        Reconnects by itself with increasing delays; returns or raises only when retrying is pointless (a wrong token:
        `PermissionError` with a text for the operator).
        """
        ...

    def decode(self, update: RawUpdate) -> Decoded:
        """Decode a saved update. Pure. Raises ValueError if it cannot be understood: then it is quarantined."""
        ...

    async def post(self, conversation: Conversation, call: PostCall) -> Outcome:
        """Create, edit or remove one message. Never raises for what the platform answers: see
        `bot.adapter_api.outcomes`."""
        ...

    async def fetch_image(self, source: ImageSource, limit_bytes: int) -> bytes:
        """The bytes of an attached or quoted image.

        Raises `LookupError` if it no longer exists, `ValueError` if it is over `limit_bytes`, `PermissionError` if the
        operator has to change something first (and was told), any other `OSError` (also TimeoutError) if trying again
        may help.
        """
        ...

    async def close(self) -> None:
        """Close connections. Called once, after `listen` was cancelled."""
        ...


class AdapterFactory(Protocol):
    """The object that an entry point of the group `shenbi.adapters` names."""

    name: str

    def configured(self, settings: Any) -> bool:
        """Whether the operator turned this platform on."""
        ...

    def create(self, settings: Any, host: Host) -> Adapter:
        """Make the adapter; opens nothing yet. Raises ValueError with a text for the operator if settings are wrong."""
        ...
