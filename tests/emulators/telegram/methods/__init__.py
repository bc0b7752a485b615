"""The Bot API's methods, one file for each kind. ``METHODS`` finds them by lower-case name."""

from . import albums, callbacks, chats, commands, editing, filing, polling, removing, sending, webhooks
from .context import Context, Handler, Reply, registry

METHODS: dict[str, Handler] = registry
"""Filled by the ``@method`` of each imported module."""

__all__ = [
    "METHODS",
    "Context",
    "Handler",
    "Reply",
    "albums",
    "callbacks",
    "chats",
    "commands",
    "editing",
    "filing",
    "polling",
    "removing",
    "sending",
    "webhooks",
]
