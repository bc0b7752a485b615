"""Whom a message mentions, and whom it notifies."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from .bits import Permissions
from .errors import Form
from .state import Channel, User
from .world import World

_USER = re.compile(r"<@!?(\d+)>")
_EVERYBODY = re.compile(r"@(everyone|here)\b")
_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
_KINDS = ("users", "roles", "everyone")


@dataclass(frozen=True, slots=True)
class Allowed:
    """What `allowed_mentions` lets through; the default is everything."""

    parse: frozenset[str] = frozenset(_KINDS)
    users: frozenset[str] = frozenset()
    replied_user: bool = True

    @classmethod
    def read(cls, value: Any, form: Form) -> Allowed:
        """From the body of a request; what is wrong is noted in `form`."""
        if value is None:
            return cls()
        if not isinstance(value, dict):
            form.wrong("allowed_mentions", "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")
            return cls()
        parse, users = value.get("parse", []), [str(one) for one in value.get("users") or []]
        for number, kind in enumerate(parse):
            if kind not in _KINDS:
                form.wrong(f"allowed_mentions.parse.{number}", "BASE_TYPE_CHOICES", f"Value must be one of {_KINDS}.")
        for kind in ("users", "roles"):
            named = value.get(kind) or []
            if kind in parse and named:
                text = f'parse:["{kind}"] and {kind}: [ids...] are mutually exclusive.'
                form.wrong("allowed_mentions", "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", text)
            if len(named) > 100:
                form.wrong(f"allowed_mentions.{kind}", "BASE_TYPE_MAX_LENGTH", "Must be 100 or fewer in length.")
        return cls(frozenset(parse), frozenset(users), bool(value.get("replied_user", False)))


@dataclass(frozen=True, slots=True)
class Mentioned:
    """`users` are mentioned; `pinged` are notified (ids, or `everyone`) if the message is new."""

    users: tuple[User, ...]
    pinged: tuple[str, ...]


def mentioned(
    world: World, channel: Channel, author: User, content: str, allowed: Allowed, replied_to: User | None
) -> Mentioned:
    """Read the mentions of a text. What stands in code is none."""
    plain = _CODE.sub(" ", content)
    users: list[User] = []
    for user_id in dict.fromkeys(_USER.findall(plain)):
        account = world.user(user_id)
        if account is not None and ("users" in allowed.parse or user_id in allowed.users):
            users.append(account)
    if replied_to is not None and allowed.replied_user and replied_to not in users:
        users.append(replied_to)
    pinged = [account.id for account in users if account is not author]
    may_ping_all = channel.guild is not None and channel.can(author, Permissions.MENTION_EVERYONE)
    if may_ping_all and "everyone" in allowed.parse and _EVERYBODY.search(plain):
        pinged.append("everyone")
    return Mentioned(tuple(users), tuple(pinged))
