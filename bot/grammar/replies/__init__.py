"""Replies under a picture: what each of them wants. Words are in the `*_words` modules, one a language; patterns are made of
them; `reader` reads."""

from __future__ import annotations

from bot.grammar.replies.commands import command_of_reply
from bot.grammar.replies.reader import MAX_REPLY_LENGTH, read_reply

__all__ = ["MAX_REPLY_LENGTH", "command_of_reply", "read_reply"]
