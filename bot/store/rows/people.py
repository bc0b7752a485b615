"""Rows of people, conversations and access. Units: see `bot.store.rows`."""

from typing import Literal, NamedTuple

ModifierScope = Literal["person", "conversation"]
ConversationMode = Literal["", "moderated", "off"]
"""What becomes of requests: painted; held until a moderator releases them; refused."""
PersonExportState = Literal["waiting", "done"]
PayerKind = Literal["person", "session", "erased"]
"""`session`: of a version in which sessions were payers; `erased`: a person who had their data erased."""


class PersonRow(NamedTuple):
    """A person on a platform."""

    id: int
    platform: str
    user_id: str  # the platform's id; `erased:ID` once erased; '': the person of a platform who owns its erased jobs
    name: str  # as the platform said last; '': it said none, or erased
    platform_language: str  # as the platform said last (zh, en-GB); '': it said none
    language: str  # chosen with /lang: zh, en; '': not chosen
    reply_key: str  # what an adapter needs besides `user_id` to reach them (`Sender.reply_key`); '': nothing
    settings: str  # JSON of Preferences (bot/intake/preferences.py)
    banned: int
    created_at: float
    dm_conversation_id: int  # their direct conversation with the bot; 0: they never used one
    rank: str  # given by command: guest, person, moderator, admin, owner; '': none (bot/access/ranks.py)


class ConversationRow(NamedTuple):
    """A chat, or a topic of one, on a platform."""

    id: int
    platform: str
    chat_id: str  # the platform's; '': the conversation of a platform for erased jobs from direct chats
    thread_id: str  # the platform's id of a topic; '': the chat itself
    direct: int  # 1: one to one with the bot
    settings: str  # JSON of Preferences (bot/intake/preferences.py)
    last_image: str  # key of the newest picture seen here, or JSON of LastImages (bot/intake/last_images.py); '': none
    last_image_at: float  # 0: never
    blocked_reason: str  # why nothing can be posted here, for the operator; '': it can
    added_by: int  # PersonRow: who brought the bot into the chat; 0: the platform did not say
    no_pictures_at: float  # when the platform last said that pictures are not allowed here; 0: they are
    mode: ConversationMode
    keep_days: int  # after how many days its pictures and words are deleted; 0: as the settings say


class PersonExportRow(NamedTuple):
    """The last file with a person's data that they asked for."""

    person_id: int
    conversation_id: int  # ConversationRow, one to one
    update_id: int  # InboxRow: what asked for it
    language: str
    state: PersonExportState
    key: str  # of the file in the picture store; '': not made yet
    at: float


class KeepDaysRow(NamedTuple):
    """A conversation that is kept for fewer days than others."""

    id: int
    keep_days: int


class PayerRow(NamedTuple):
    """Who pays, and whose turn in the fair queue a job uses."""

    id: int
    kind: PayerKind
    ref_id: int  # of a person: PersonRow; of a session: SessionRow; erased: the payer's own id
    weight: float  # share of the fair queue, relative to other payers; 1 by default


class MergedConversationRow(NamedTuple):
    """A conversation that a chat had before and after its migration."""

    old_id: int
    new_id: int
    old_settings: str  # JSON of Preferences
    new_settings: str  # JSON of Preferences


class AccessFactsRow(NamedTuple):
    """What the access policy needs to know about a job."""

    owner: int  # PersonRow.id
    conversation: int  # ConversationRow.id
    private: int  # 1: the conversation is direct
    banned: int  # of the owner
    owner_settings: str  # JSON of Preferences
    place_settings: str  # of the conversation, JSON of Preferences
    erased: int  # 1: the owner has had it erased, or that is under way


class AuditEntryRow(NamedTuple):
    """An entry of the audit, with who acted."""

    id: int
    at: float
    actor: str  # PLATFORM:USER_ID; operator: at the command line
    action: str  # a bot.access.Action, or words (refund, ban)
    kind: str  # of the object: a bot.access.Kind, or person
    object_id: int  # 0: several
    details: str  # for the operator, never words of a prompt; '': none
    surface: str  # chat, console or shell; '': an earlier version did not note it
    act: str  # JSON of the act (bot/operating/act.py); '': a look, or an earlier version
    undo: str  # JSON of the act that takes it back; '': none does
    undone_by: int  # the entry that took it back; 0: it stands
    reason: str  # why it was done, in the words of who did it; '': they gave none


class ModifierRow(NamedTuple):
    """A modifier: a word that a person or a conversation has defined as prompt text and options."""

    id: int
    scope: ModifierScope
    owner_id: int  # PersonRow or ConversationRow, by `scope`
    word: str  # as it was written
    folded: str  # as it is compared (`bot.grammar.vocabulary.fold`)
    text: str  # what is added to a prompt
    options: str  # JSON object: style, size or ratio, no (bot/commands/presets/modifiers.py)
    person_id: int  # who defined it
    created_at: float


class ErasureRow(NamedTuple):
    """A person whose data are being erased, up to a job."""

    person_id: int
    up_to_job: int  # the newest job that is meant; later ones are not
    unlink_at: (
        float  # when the link to the ledger may go: now, or midnight if a daily limit counts on it; NEVER: it is gone
    )


class PersonOverviewRow(NamedTuple):
    """A person with what they have used so far."""

    id: int
    platform: str
    user_id: str
    name: str
    rank: str  # as PersonRow.rank
    banned: int
    created_at: float
    amount_li: int  # charged and reserved, of all days or of some
    pictures: int
    last_at: float  # their last job; 0: none, or deleted


class ConversationOverviewRow(NamedTuple):
    """A conversation with what was painted and spent there in some days."""

    id: int
    platform: str
    chat_id: str  # as in ConversationRow
    thread_id: str
    direct: int
    blocked_reason: str
    name: str  # of the person it is one to one with; '': none, or a group
    amount_li: int
    pictures: int
    last_at: float  # of the last job; 0: none, or deleted


class ErasureCountsRow(NamedTuple):
    """How much of a person an erasure deletes."""

    pictures: int
    images: int  # that they sent
    requests: int  # jobs, whose words are deleted; what they cost stays
    calls: int  # descriptions and better prompts, likewise
