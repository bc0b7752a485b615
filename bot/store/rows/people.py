"""Rows of people, conversations and access."""

from typing import Literal, NamedTuple

ModifierScope = Literal["person", "conversation", "house"]
PayerKind = Literal["person", "session", "erased"]
"""`session`: of a version in which sessions were payers; `erased`: a person who had their data erased."""


class PersonRow(NamedTuple):
    """A person on a platform."""

    id: int
    platform: str
    user_id: str
    name: str
    platform_language: str
    language: str
    reply_key: str
    settings: str
    banned: int
    created_at: float
    dm_conversation_id: int


class ConversationRow(NamedTuple):
    """A chat, or a topic of one, on a platform."""

    id: int
    platform: str
    chat_id: str
    thread_id: str
    direct: int
    settings: str
    last_image: str
    last_image_at: float
    blocked_reason: str
    added_by: int
    no_pictures_at: float


class PayerRow(NamedTuple):
    """Who pays: a person or a conversation. `weight` is the share of the fair queue."""

    id: int
    kind: PayerKind
    ref_id: int
    weight: float


class MergedConversationRow(NamedTuple):
    """A conversation that a chat had before and after its migration."""

    old_id: int
    new_id: int
    old_settings: str
    new_settings: str


class AccessFactsRow(NamedTuple):
    """What the access policy needs to know about a job."""

    owner: int
    conversation: int
    private: int
    banned: int
    owner_settings: str
    place_settings: str
    erased: int


class AuditEntryRow(NamedTuple):
    """An entry of the audit, with who acted."""

    id: int
    at: float
    actor: str | None
    action: str
    kind: str
    object_id: int
    details: str


class ModifierRow(NamedTuple):
    """A modifier: a word that a person or a conversation has defined as prompt text and options."""

    id: int
    scope: ModifierScope
    owner_id: int
    word: str
    folded: str
    text: str
    options: str
    person_id: int
    created_at: float


class ErasureRow(NamedTuple):
    """A person whose data are being erased, up to a job."""

    person_id: int
    up_to_job: int
    unlink_at: float
