"""Commands as forms, for a platform on which people fill in named fields instead of typing a line: what each command can be
given, suggestions while somebody types, and what a field begins with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol, runtime_checkable

from bot.adapter_api.updates import Conversation

FieldKind = Literal["text", "whole", "number", "flag", "image"]
"""What a field takes: a line of text, a whole number, a number, yes or no, an image."""
FieldPlace = Literal["option", "sign", "first", "words", "image", "thread"]
"""Where a value stands in the line of words: behind its option (`--style "oil painting"`; of a flag: the option alone), as a
modifier (`+noir`), as a single word before the other words, as the words themselves, or beside the line: an image, and whether
the platform shall open a thread for what follows."""
Suggested = Literal["", "style", "model", "scene", "modifier", "job"]
"""What may be suggested for a field while somebody types; each of these changes without a restart, or is a person's own, or has
more names than one."""


@dataclass(frozen=True, slots=True)
class FieldChoice:
    """One of the values of a field that takes no others; `labels` are its names by language."""

    value: str
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FormField:
    """One field of a command. `names` are by language: Latin letters, digits and hyphens in English; `option` is the name that is
    written in the line. `least` and `most` are of a number, or of the characters of a text (0: no limit)."""

    name: str
    names: Mapping[str, str]
    kind: FieldKind
    place: FieldPlace
    option: str = ""
    required: bool = False
    choices: tuple[FieldChoice, ...] = ()
    suggests: Suggested = ""
    least: float = 0
    most: float = 0


@dataclass(frozen=True, slots=True)
class CommandForm:
    """One command with its fields, the required ones first. `names` and `hints` are by language; `hints` of the fields by the
    field's name. `private`: its answer concerns its sender alone."""

    name: str
    names: Mapping[str, str]
    hints: Mapping[str, str]
    fields: tuple[FormField, ...] = ()
    field_hints: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    private: bool = False


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A value for a field, and how it is shown."""

    label: str
    value: str


@runtime_checkable
class HasForms(Protocol):
    """A host whose commands can be shown as forms. Reads only: nothing is saved, so that it can be asked at every key."""

    def forms(self) -> Sequence[CommandForm]:
        """The commands of the menu, in its order."""
        ...

    async def suggest(
        self, user_id: str, place: Conversation, suggested: Suggested, typed: str, language: str, limit: int
    ) -> list[Suggestion]:
        """At most `limit` values that what was `typed` may mean, the likeliest first; of a person's own only what they may see
        in `place`."""
        ...

    async def field_text(self, user_id: str, place: Conversation, action: str) -> str:
        """What the field of a button with `ask` begins with; empty for most, and for what the person may not see."""
        ...
