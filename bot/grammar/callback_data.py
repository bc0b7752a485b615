"""Callback data: what the action of a button says, one dataclass for each kind. Packed and unpacked here alone.

An action is the prefix of its kind and then its fields, with colons between them: `menu:42:1:repaint`. It holds all that is
needed to carry it out, so a button works after a restart. Buttons outlive versions, too: what 0.1.0 sent still stands in
chats. So prefixes and the order of fields never change, and a new field goes last, with a default.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, Field, astuple, dataclass, field, fields
from functools import cache
from typing import Any, ClassVar, Literal, Self, get_args, get_type_hints

from bot.adapter_api.posts import MAX_ACTION_BYTES
from bot.grammar.call_words import CallChoice
from bot.grammar.vocabulary import STYLES

SEPARATOR = ":"
MAX_DIGITS = 12
"""Digits of a number in an action: what a client sends may be anything, a database's integers are not."""


class InvalidCallbackData(ValueError):
    """An action that is of no kind, or whose fields are not those of its kind."""


@dataclass(frozen=True, slots=True)
class CallbackData:
    """The base of all kinds. A field is an int, a str or a Literal. Only the last may contain a colon; those at the end that
    have their default are left out of the action."""

    prefix: ClassVar[str] = ""

    def pack(self) -> str:
        """The action of a button. Raises ValueError where no platform could carry it, or it could not be unpacked."""
        values = list(astuple(self))
        for each in reversed(fields(self)):
            if each.default is MISSING or values[-1] != each.default:
                break
            values.pop()
        action = SEPARATOR.join((self.prefix, *map(str, values)))
        if len(action.encode()) > MAX_ACTION_BYTES:
            raise ValueError(f"callback data over {MAX_ACTION_BYTES} bytes: {action!r}")
        if type(self).unpack(action) != self:
            raise ValueError(f"callback data that cannot be unpacked: {action!r}")
        return action

    @classmethod
    def unpack(cls, action: str) -> Self:
        """The data in an action of this kind. Raises InvalidCallbackData."""
        schema = fields(cls)
        prefix, *parts = action.split(SEPARATOR, len(schema)) if schema else [action]
        required = sum(each.default is MISSING for each in schema)
        if prefix != cls.prefix or len(parts) < required:
            raise InvalidCallbackData(action)
        types = _types_of(cls.prefix)
        return cls(*(_read(each, types[each.name], part) for each, part in zip(schema, parts, strict=False)))


@cache
def _types_of(prefix: str) -> dict[str, Any]:
    """The types of a kind's fields; evaluated once, since every button that is rendered asks."""
    return get_type_hints(KINDS[prefix])


def _read(each: Field[Any], of_type: Any, part: str) -> Any:
    """A field's value from its part of an action."""
    if of_type is int:
        if not (part.isascii() and part.isdigit() and len(part) <= MAX_DIGITS):
            raise InvalidCallbackData(f"{each.name}: {part!r} is not a number")
        return int(part)
    allowed = get_args(of_type) or each.metadata.get("one_of", ())
    if allowed and part not in allowed:
        raise InvalidCallbackData(f"{each.name}: {part!r} is not one of {allowed}")
    return part


# --- a job and its pictures


@dataclass(frozen=True, slots=True)
class JobCallback(CallbackData):
    """The base of what is about one job."""

    job: int


@dataclass(frozen=True, slots=True)
class AgainCallback(JobCallback):
    """Paint a job's request once more."""

    prefix = "again"


@dataclass(frozen=True, slots=True)
class SimilarCallback(JobCallback):
    """Paint a job's words in the style of one of its pictures (from 1; 0: the first)."""

    prefix = "similar"
    picture: int = 0


@dataclass(frozen=True, slots=True)
class MenuCallback(JobCallback):
    """Show a result's styles instead of its buttons, with `originals` or `blend` a button for each of its pictures; with `back`
    its usual buttons again."""

    prefix = "menu"
    picture: int = 0
    mode: Literal["", "repaint", "refonly", "back", "originals", "blend"] = ""


@dataclass(frozen=True, slots=True)
class CollectCallback(JobCallback):
    """Put one of a job's pictures (from 1) on the presser's list of pictures to blend."""

    prefix = "collect"
    picture: int


@dataclass(frozen=True, slots=True)
class RestyleCallback(JobCallback):
    """Restyle a job's picture."""

    prefix = "restyle"
    picture: int
    mode: Literal["repaint", "refonly"]
    style: str = field(metadata={"one_of": tuple(STYLES)})


@dataclass(frozen=True, slots=True)
class CancelCallback(JobCallback):
    """Cancel a job."""

    prefix = "cancel"


@dataclass(frozen=True, slots=True)
class DeleteCallback(JobCallback):
    """Delete a job's pictures: asks first, and is the answer with `yes`."""

    prefix = "delete"
    answer: Literal["", "yes"] = ""


@dataclass(frozen=True, slots=True)
class UndeleteCallback(JobCallback):
    """Bring deleted pictures back."""

    prefix = "undelete"


@dataclass(frozen=True, slots=True)
class OriginalsCallback(JobCallback):
    """Send a job's pictures as files; with `picture` (from 1) that one alone."""

    prefix = "originals"
    picture: int = 0


@dataclass(frozen=True, slots=True)
class ShowCallback(JobCallback):
    """Post a job's picture here."""

    prefix = "show"


@dataclass(frozen=True, slots=True)
class EditPromptCallback(JobCallback):
    """What was written into a form that began with a job's words is carried out like a message."""

    prefix = "prompt"


@dataclass(frozen=True, slots=True)
class StarCallback(JobCallback):
    """Star a job, or take the star away."""

    prefix = "star"


@dataclass(frozen=True, slots=True)
class ReportCallback(JobCallback):
    """Report a job's pictures to the moderators."""

    prefix = "report"


@dataclass(frozen=True, slots=True)
class BackCallback(JobCallback):
    """Post the picture that a job's was made from, as the one that is changed next."""

    prefix = "back"


@dataclass(frozen=True, slots=True)
class UndoCallback(JobCallback):
    """Delete a job's pictures, and go back to what they were made from."""

    prefix = "undo"


@dataclass(frozen=True, slots=True)
class ContinueCallback(JobCallback):
    """Post a picture (from 1; 0: the first) of a job as the one that is changed next."""

    prefix = "continue"
    picture: int = 0


# --- questions


@dataclass(frozen=True, slots=True)
class PickStyleCallback(CallbackData):
    """A style for the image of an earlier update."""

    prefix = "pick"
    update: int
    style: str = field(metadata={"one_of": tuple(STYLES)})


QuestionChoice = Literal["paint", "anew", "restyle", "command", "agree", "edit", "blend"]


@dataclass(frozen=True, slots=True)
class QuestionCallback(CallbackData):
    """An answer to the question what the words of an earlier update mean, or whether it may cost `price_li` a picture. To
    edit or blend, `job` and `picture` (from 1) name a picture of ours; without them it is the image that the update meant."""

    prefix = "words"
    update: int
    choice: QuestionChoice
    price_li: int = 0
    job: int = 0
    picture: int = 0


@dataclass(frozen=True, slots=True)
class ConfirmBurstCallback(CallbackData):
    """Run an action that costs money once more, after many presses of the same button."""

    prefix = "sure"
    action: str


BatchAnswer = Literal["yes", "no", "stop"]


@dataclass(frozen=True, slots=True)
class BatchCallback(CallbackData):
    """An answer to the question about a batch, or its stop."""

    prefix = "batch"
    batch: int
    answer: BatchAnswer


BlendVerb = Literal["paint", "move", "empty"]


@dataclass(frozen=True, slots=True)
class BlendCallback(CallbackData):
    """What to do with a list of pictures to blend: paint it, move the first picture to the end (of two: swap them), empty it.
    `turn` is that of the list as it was shown: another order or another price is not what was pressed."""

    prefix = "blend"
    list: int
    verb: BlendVerb
    turn: int


@dataclass(frozen=True, slots=True)
class ForgetCallback(CallbackData):
    """The answer to `/forget` of one person."""

    prefix = "forget"
    person: int
    answer: Literal["yes", "no"]


@dataclass(frozen=True, slots=True)
class CallCallback(CallbackData):
    """What to do with the answer to a call (`bot.assistant`): paint it, ask once more, paint the person's own words."""

    prefix = "call"
    call: int
    choice: CallChoice


@dataclass(frozen=True, slots=True)
class ActCallback(CallbackData):
    """The answer to the question whether an act of an admin is to be performed, by the update that it answers."""

    prefix = "act"
    update: int
    answer: Literal["yes", "no"]


@dataclass(frozen=True, slots=True)
class UndoActCallback(CallbackData):
    """Take back what an entry of the audit did."""

    prefix = "unact"
    entry: int


@dataclass(frozen=True, slots=True)
class OrderActCallback(CallbackData):
    """Ask whether an act about one row (0: about none) is to be performed: `order:ban:7`. `more`: the words of its other
    parameters: `order:limit:7:cooldown_s 30`."""

    prefix = "order"
    verb: str
    object: int
    more: str = ""


AdminView = Literal[
    "overview", "queue", "held", "job", "look", "person", "place", "audit", "pauses",
    "limits", "limit", "gifts", "rank", "place-limits", "place-limit", "mode", "keep",
    "reports", "refusals", "words", "said",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class AdminViewCallback(CallbackData):
    """Another view of the panel of `/admin`; `object` is the row that it is about, `name` a limit of it, `turn` as for
    settings."""

    prefix = "admin"
    turn: int
    view: AdminView
    object: int = 0
    name: str = ""


# --- settings and the gallery


@dataclass(frozen=True, slots=True)
class LanguageCallback(CallbackData):
    """A person's language."""

    prefix = "lang"
    language: Literal["zh", "en"]


SettingsScope = Literal["me", "here"]
"""Whose defaults: a person's own, or a conversation's."""
SettingName = Literal["menu", "style", "size", "n", "no", "language", "gallery", "reply", "announcements", "cover"]


@dataclass(frozen=True, slots=True)
class SettingCallback(CallbackData):
    """A setting (`name`) or the menu of one (`name` is `menu`; without a value, back). `turn` counts the presses of a panel, so
    that the same button can be pressed twice without looking like a double click."""

    prefix = "set"
    scope: SettingsScope
    turn: int
    name: SettingName
    value: str


@dataclass(frozen=True, slots=True)
class ModelCallback(CallbackData):
    """The model that paints by default (`-`: none is chosen), or without one the list for this scope; `turn` as for
    settings."""

    prefix = "model"
    scope: SettingsScope
    turn: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class GalleryPageCallback(CallbackData):
    """Another page of a gallery; `turn` as for settings."""

    prefix = "gal"
    turn: int
    page: int


# --- sessions


@dataclass(frozen=True, slots=True)
class SessionCallback(CallbackData):
    """A verb of a session; `kick` names a person. `price_li` is what a picture may cost then, in li, where that was asked."""

    prefix = "session"
    session: int
    verb: str
    person: int = 0
    price_li: int = 0


@dataclass(frozen=True, slots=True)
class VoteCallback(CallbackData):
    """A vote in a round of a session."""

    prefix = "vote"
    session: int
    round: int
    number: int


@dataclass(frozen=True, slots=True)
class IdeaCallback(CallbackData):
    """An idea given in private; the key proves that its person has seen the session's card."""

    prefix = "idea"
    session: int
    key: str


KINDS: Mapping[str, type[CallbackData]] = {
    kind.prefix: kind
    for kind in (
        AgainCallback,
        SimilarCallback,
        MenuCallback,
        CollectCallback,
        RestyleCallback,
        CancelCallback,
        DeleteCallback,
        UndeleteCallback,
        OriginalsCallback,
        ShowCallback,
        EditPromptCallback,
        StarCallback,
        ReportCallback,
        BackCallback,
        UndoCallback,
        ContinueCallback,
        PickStyleCallback,
        QuestionCallback,
        ConfirmBurstCallback,
        BatchCallback,
        BlendCallback,
        ForgetCallback,
        CallCallback,
        ActCallback,
        UndoActCallback,
        OrderActCallback,
        AdminViewCallback,
        LanguageCallback,
        SettingCallback,
        ModelCallback,
        GalleryPageCallback,
        SessionCallback,
        VoteCallback,
        IdeaCallback,
    )
}


def prefix_of(action: str) -> str:
    """What kind an action says it is of."""
    return action.partition(SEPARATOR)[0]


def unpack(action: str) -> CallbackData:
    """The data in an action of any kind. Raises InvalidCallbackData."""
    kind = KINDS.get(prefix_of(action))
    if kind is None:
        raise InvalidCallbackData(action)
    return kind.unpack(action)


def unpacked(action: str) -> CallbackData | None:
    """The data in an action; None if there is none."""
    try:
        return unpack(action)
    except InvalidCallbackData:
        return None
