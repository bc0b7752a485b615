"""The words of the policy: who asks (`Principal`), about what (`Resource`), and what the one is to the other
(`Role`)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What can be asked about."""

    BOT = "bot"
    """The bot itself: whether somebody may use it at all."""
    JOB = "job"
    """A job with its prompt and its pictures."""
    BATCH = "batch"
    """Several jobs that were asked for together, a comparison."""
    SESSION = "session"
    """A creative session."""
    MODIFIER = "modifier"
    """A modifier that was shared with a conversation."""
    SETTINGS = "settings"
    """What is set for a conversation."""
    PANEL = "panel"
    """A post that was made for one person: pages of a gallery, a panel of settings, a question whether to delete."""
    INSTANCE = "instance"
    """This installation: its limits, accounts, ledgers, bans."""
    ROOM = "room"
    """A room in the browser: somebody's own, or a shared one, which whoever knows its name may enter."""
    QUESTION = "question"
    """A question about something that was said: in which style an image should be painted, whether words were meant
    so."""


class Action(StrEnum):
    """What may be done."""

    USE = "use"
    ERASE = "erase"
    """To have everything of oneself deleted."""
    HELP = "help"
    """To read what there is, and in which language."""
    STATUS = "status"
    """To learn that there is such a job, its state and its cost; not its words, not its pictures."""
    SEE = "see"
    """To get its words and pictures."""
    EXHIBIT = "exhibit"
    """To find it in a gallery."""
    REFERENCE = "reference"
    """To paint from its pictures, by its number."""
    QUOTE = "quote"
    """To paint from a picture that stands in the conversation, by answering to it."""
    REPEAT = "repeat"
    STAR = "star"
    SHARE = "share"
    """To give out a link that shows one of its pictures to whoever has it."""
    ADJUST = "adjust"
    """To turn the buttons below it."""
    CANCEL = "cancel"
    DELETE = "delete"
    HOLD = "hold"
    """To keep a waiting job from being painted until somebody releases it."""
    RESOLVE = "resolve"
    """To decide about a job that is held: release it, adopt a task, give it up; to give money back."""
    CONFIRM = "confirm"
    STOP = "stop"
    TAKE_PART = "take part"
    LEAD = "lead"
    """What a host does: paint, close, skip, pause, remove somebody, change the rules, end."""
    CHANGE = "change"
    ANSWER = "answer"
    ADMINISTER = "administer"
    TURN = "turn"


class Role(StrEnum):
    """What somebody is to an object. One may be several at once."""

    SELF = "self"
    """Everybody who may use the bot, towards the bot itself."""
    BANNED = "banned"
    """Somebody who is banned, towards the bot and what is theirs: instead of every other role."""
    OWNER = "owner"
    """It is theirs: they asked for it, they host it, it was made for them."""
    READER = "reader"
    """They stand in the conversation to which it belongs, and it is not a one-to-one conversation of somebody else."""
    MODERATOR = "moderator"
    """A reader who rules that conversation. Rank in one conversation says nothing about another's objects."""
    VISITOR = "visitor"
    """A reader, of what its person lets others see in galleries."""
    ONLOOKER = "onlooker"
    """It stands where they speak: its owner brought it there."""
    ADMIN = "admin"
    """Named in `access.admins` of the settings."""
    OPERATOR = "operator"
    """At the command line, with the database in hand."""


class Decision(StrEnum):
    """What comes of asking."""

    ALLOWED = "allowed"
    FORBIDDEN = "forbidden"
    """They may know that it is there, but not do this."""
    UNSEEN = "unseen"
    """For them it does not exist: they are told exactly what they are told about a number that was never given out."""


@dataclass(frozen=True, slots=True)
class Principal:
    """Who asks, and from where: ids of rows, 0 for none. `moderates`: the platform says that they rule the conversation
    in which they speak (in a one-to-one conversation everybody does). `admin`: named in the settings."""

    person: int = 0
    conversation: int = 0
    moderates: bool = False
    admin: bool = False
    banned: bool = False
    operator: bool = False


OPERATOR = Principal(operator=True)


@dataclass(frozen=True, slots=True)
class Resource:
    """An object as the policy sees it. `private`: made in a one-to-one conversation. `exhibited`: its person lets
    others find it in galleries. `stands_here`: it stands in the conversation in which is spoken. `erased`: its person
    asked to be forgotten."""

    kind: Kind
    owner: int = 0
    conversation: int = 0
    private: bool = False
    exhibited: bool = False
    stands_here: bool = False
    erased: bool = False


def roles_of(principal: Principal, resource: Resource) -> frozenset[Role]:
    """What `principal` is to `resource`; empty for somebody who has nothing to do with it."""
    if principal.operator:
        return frozenset({Role.OPERATOR})
    if principal.banned:
        theirs = resource.kind is Kind.BOT or principal.person == resource.owner
        return frozenset({Role.BANNED}) if theirs else frozenset()
    if resource.erased:
        return frozenset()
    roles = {Role.SELF} if resource.kind is Kind.BOT else set[Role]()
    if principal.person and principal.person == resource.owner:
        roles.add(Role.OWNER)
    if principal.conversation and principal.conversation == resource.conversation and not resource.private:
        roles.add(Role.READER)
        if principal.moderates:
            roles.add(Role.MODERATOR)
        if resource.exhibited:
            roles.add(Role.VISITOR)
    if resource.stands_here:
        roles.add(Role.ONLOOKER)
    if principal.admin:
        roles.add(Role.ADMIN)
    return frozenset(roles)
