"""The policy: which role may do what to which kind of object. What is not listed is denied.

Only what its owner shows in a group may be painted from there: docs/decisions/0020-what-is-shown.md.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from bot.access.roles import Action as A
from bot.access.roles import Decision, Principal, Resource, roles_of
from bot.access.roles import Kind as K
from bot.access.roles import Role as R

RULES: Mapping[tuple[K, A], frozenset[R]] = {
    (K.BOT, A.USE): frozenset({R.SELF}),
    (K.BOT, A.HELP): frozenset({R.SELF, R.BANNED}),
    (K.BOT, A.ERASE): frozenset({R.SELF, R.BANNED}),
    # A job made in a group is open to the group's readers there, and to its owner anywhere. Admins see its state and can
    # stop it.
    (K.JOB, A.STATUS): frozenset({R.OWNER, R.READER, R.ADMIN, R.OPERATOR}),
    (K.JOB, A.SEE): frozenset({R.OWNER, R.READER, R.OPERATOR}),
    (K.JOB, A.EXHIBIT): frozenset({R.OWNER, R.VISITOR}),
    (K.JOB, A.REFERENCE): frozenset({R.OWNER, R.READER}),
    (K.JOB, A.QUOTE): frozenset({R.OWNER, R.READER, R.ONLOOKER}),
    (K.JOB, A.REPEAT): frozenset({R.OWNER, R.READER}),
    (K.JOB, A.STAR): frozenset({R.OWNER, R.READER}),
    (K.JOB, A.SHARE): frozenset({R.OWNER}),
    (K.JOB, A.ADJUST): frozenset({R.OWNER, R.READER}),
    (K.JOB, A.CANCEL): frozenset({R.OWNER, R.CHAT_ADMIN, R.ADMIN, R.OPERATOR}),
    (K.JOB, A.DELETE): frozenset({R.OWNER, R.CHAT_ADMIN}),
    (K.JOB, A.HOLD): frozenset({R.ADMIN, R.OPERATOR}),
    # A job that waits for a moderator: to release it, or to end it.
    (K.JOB, A.MODERATE): frozenset({R.MODERATOR, R.OPERATOR}),
    (K.JOB, A.RESOLVE): frozenset({R.ADMIN, R.OPERATOR}),
    (K.BATCH, A.SEE): frozenset({R.OWNER, R.READER}),
    (K.BATCH, A.CONFIRM): frozenset({R.OWNER}),
    (K.BATCH, A.STOP): frozenset({R.OWNER, R.CHAT_ADMIN}),
    (K.SESSION, A.SEE): frozenset({R.READER}),
    (K.SESSION, A.TAKE_PART): frozenset({R.READER}),
    (K.SESSION, A.LEAD): frozenset({R.OWNER, R.CHAT_ADMIN}),
    (K.MODIFIER, A.SEE): frozenset({R.OWNER, R.READER}),
    (K.MODIFIER, A.CHANGE): frozenset({R.OWNER, R.CHAT_ADMIN}),
    (K.SETTINGS, A.CHANGE): frozenset({R.CHAT_ADMIN}),
    (K.PANEL, A.TURN): frozenset({R.OWNER}),
    (K.PANEL, A.ERASE): frozenset({R.OWNER, R.BANNED}),
    (K.QUESTION, A.SEE): frozenset({R.OWNER, R.READER}),
    (K.QUESTION, A.ANSWER): frozenset({R.OWNER, R.READER}),
    (K.QUESTION, A.CONFIRM): frozenset({R.OWNER}),
    # A banned person keeps their own room: there the bot explains the ban and deletes their data on request.
    (K.ROOM, A.SEE): frozenset({R.OWNER, R.READER, R.BANNED}),
    (K.ROOM, A.TAKE_PART): frozenset({R.OWNER, R.READER, R.BANNED}),
    # By rank (`bot.access.ranks`); each rank has the roles of those below it.
    (K.INSTANCE, A.OVERSEE): frozenset({R.MODERATOR, R.OPERATOR}),
    (K.INSTANCE, A.MODERATE): frozenset({R.MODERATOR, R.OPERATOR}),
    (K.INSTANCE, A.LOOK): frozenset({R.MODERATOR, R.OPERATOR}),
    (K.INSTANCE, A.BAN): frozenset({R.MODERATOR, R.OPERATOR}),
    (K.INSTANCE, A.STEER): frozenset({R.ADMIN, R.OPERATOR}),
    (K.INSTANCE, A.ALLOW): frozenset({R.ADMIN, R.OPERATOR}),
    (K.INSTANCE, A.ACCOUNT): frozenset({R.ADMIN, R.OPERATOR}),
    (K.INSTANCE, A.ANNOUNCE): frozenset({R.ADMIN, R.OPERATOR}),
    (K.INSTANCE, A.AUDIT): frozenset({R.ADMIN, R.OPERATOR}),
    (K.INSTANCE, A.APPOINT): frozenset({R.ADMIN, R.OPERATOR}),
    (K.INSTANCE, A.CONFIGURE): frozenset({R.INSTALLATION_OWNER, R.OPERATOR}),
    (K.INSTANCE, A.ADMINISTER): frozenset({R.OPERATOR}),
}

KNOWING = (A.STATUS, A.SEE)
"""A principal that may do one of these may know that the object exists."""


def permits(roles: Collection[R], kind: K, action: A) -> bool:
    """Whether one of these roles may do this to an object of this kind."""
    return not RULES.get((kind, action), frozenset()).isdisjoint(roles)


def allows(principal: Principal, action: A, resource: Resource) -> bool:
    """Whether a principal may do this to an object."""
    return permits(roles_of(principal, resource), resource.kind, action)


def decide(principal: Principal, action: A, resource: Resource | None) -> Decision:
    """Whether a principal may do this, and if not, whether they may know that the object (None: there is none)
    exists."""
    if resource is None:
        return Decision.UNSEEN
    roles = roles_of(principal, resource)
    if permits(roles, resource.kind, action):
        return Decision.ALLOWED
    known = any(permits(roles, resource.kind, knowing) for knowing in KNOWING)
    return Decision.FORBIDDEN if known else Decision.UNSEEN


def admits(*, people: Collection[str], chats: Collection[str], person: str, chat: str) -> bool:
    """Whether the allow-lists admit `person` (`telegram:123`), or everybody in `chat`; without lists everybody is
    admitted."""
    return not (people or chats) or person in people or chat in chats
