"""The terms of the policy: who asks (`Principal`), about what (`Resource`), in which relation (`Role`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.access.ranks import Rank


class Kind(StrEnum):
    """The kinds of objects."""

    BOT = "bot"
    """The bot itself: whether a person may use it at all."""
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
    """A room in the browser: a person's own, or a shared one, which everyone who knows its name may enter."""
    QUESTION = "question"
    """A question about something that was said: in which style an image should be painted, whether words are a
    prompt."""


class Action(StrEnum):
    """What may be done."""

    USE = "use"
    ERASE = "erase"
    """To have all one's own data handed over, or deleted."""
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
    """To use a picture that is shown in the conversation as a reference, by replying to it."""
    REPEAT = "repeat"
    STAR = "star"
    SHARE = "share"
    """To create a link that shows one of its pictures to everyone who has the link."""
    ADJUST = "adjust"
    """To switch the buttons of its post to a menu, and back."""
    CANCEL = "cancel"
    DELETE = "delete"
    HOLD = "hold"
    """To hold back a waiting job until it is released."""
    RESOLVE = "resolve"
    """To resolve a held job: release it, adopt a task, fail it; to refund a job."""
    CONFIRM = "confirm"
    STOP = "stop"
    TAKE_PART = "take part"
    LEAD = "lead"
    """The host's actions: paint, close, skip, pause, remove a person, change the rules, end."""
    CHANGE = "change"
    ANSWER = "answer"
    ADMINISTER = "administer"
    TURN = "turn"
    OVERSEE = "oversee"
    """To see what runs and waits, which models and accounts work, and how the platforms are."""
    MODERATE = "moderate"
    """To decide about reports and word lists."""
    LOOK = "look"
    """To find who said what; each look is recorded."""
    BAN = "ban"
    STEER = "steer"
    """To pause and resume painting."""
    ALLOW = "allow"
    """To give limits, budgets and free pictures to people and conversations."""
    ACCOUNT = "account"
    """To see who spent what."""
    ANNOUNCE = "announce"
    """To post to conversations in the bot's name."""
    AUDIT = "audit"
    """To read what was done by right of a rank."""
    APPOINT = "appoint"
    """To give ranks, below one's own."""
    CONFIGURE = "configure"
    """To change limits of the installation and of accounts while it runs."""


class Role(StrEnum):
    """The relation of a principal to an object. There may be several at once."""

    SELF = "self"
    """Everybody who may use the bot, towards the bot itself."""
    BANNED = "banned"
    """A banned person, also towards their own objects: replaces every other role."""
    OWNER = "owner"
    """They requested it, host it, or it was made for them."""
    READER = "reader"
    """They are in the conversation to which it belongs, and that is not another person's one-to-one conversation."""
    CHAT_ADMIN = "chat admin"
    """A reader who is an administrator of that conversation; has no effect on objects of other conversations."""
    VISITOR = "visitor"
    """A reader, of what its person lets others see in galleries."""
    ONLOOKER = "onlooker"
    """It is shown in the conversation in which they speak, because its owner posted it there."""
    MODERATOR = "moderator"
    """Of rank moderator or above in this installation (`bot.access.ranks`)."""
    ADMIN = "admin"
    """Of rank admin or above."""
    INSTALLATION_OWNER = "installation owner"
    """Of rank owner."""
    OPERATOR = "operator"
    """At the command line, with access to the database."""


class Decision(StrEnum):
    """The result of a decision."""

    ALLOWED = "allowed"
    FORBIDDEN = "forbidden"
    """They may know that it is there, but not do this."""
    UNSEEN = "unseen"
    """For them it does not exist: the answer is the same as for a number that was never used."""


@dataclass(frozen=True, slots=True)
class Principal:
    """Who asks, and from where: ids of rows, 0 for none. `moderates`: the platform says that they rule the conversation
    in which they speak (in a one-to-one conversation everybody does). `rank`: in this installation."""

    person: int = 0
    conversation: int = 0
    moderates: bool = False
    rank: Rank = Rank.PERSON
    banned: bool = False
    operator: bool = False


OPERATOR = Principal(operator=True)

_ROLES_OF_RANK: Mapping[Rank, frozenset[Role]] = {
    Rank.GUEST: frozenset(),
    Rank.PERSON: frozenset(),
    Rank.MODERATOR: frozenset({Role.MODERATOR}),
    Rank.ADMIN: frozenset({Role.MODERATOR, Role.ADMIN}),
    Rank.OWNER: frozenset({Role.MODERATOR, Role.ADMIN, Role.INSTALLATION_OWNER}),
}


@dataclass(frozen=True, slots=True)
class Resource:
    """An object as the policy sees it. `private`: made in a one-to-one conversation. `exhibited`: its owner lets
    others find it in galleries. `stands_here`: it is posted in the conversation of the request. `erased`: its owner
    used `/forget`."""

    kind: Kind
    owner: int = 0
    conversation: int = 0
    private: bool = False
    exhibited: bool = False
    stands_here: bool = False
    erased: bool = False


def roles_of(principal: Principal, resource: Resource) -> frozenset[Role]:
    """The roles of `principal` towards `resource`; empty if they have none."""
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
            roles.add(Role.CHAT_ADMIN)
        if resource.exhibited:
            roles.add(Role.VISITOR)
    if resource.stands_here:
        roles.add(Role.ONLOOKER)
    return frozenset(roles | _ROLES_OF_RANK[principal.rank])
