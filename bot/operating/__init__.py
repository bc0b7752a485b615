"""What owners, admins and moderators do, whichever surface they do it through: the chat, the console, the command line.

An `Act` is one thing that can be done, as data: read from words or JSON, checked, performed in the caller's transaction,
recorded in the audit together with the act that takes it back. The surfaces only ask and show.
"""

from bot.operating.act import Act, Installation, Performer, Surface
from bot.operating.performing import Performed, Proposal, perform, propose, undo_of
from bot.operating.registry import ACTS, act_about, act_from_json, act_from_words, reason_in, reason_of, words_of

__all__ = [
    "ACTS",
    "Act",
    "Installation",
    "Performed",
    "Performer",
    "Proposal",
    "Surface",
    "act_about",
    "act_from_json",
    "act_from_words",
    "perform",
    "propose",
    "reason_in",
    "reason_of",
    "undo_of",
    "words_of",
]
