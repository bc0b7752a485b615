"""Authorization: who may do what to which object. Pure functions, used by every command, button, page and the command
line.

`roles_of` gives a principal's roles towards an object, `RULES` what each role may do, `decide` combines the two.
"""

from bot.access.policy import RULES, admits, allows, decide, permits
from bot.access.ranks import NamedRanks, Rank, outranks, rank_of
from bot.access.roles import Action, Decision, Kind, Principal, Resource, Role, roles_of

__all__ = [
    "RULES",
    "Action",
    "Decision",
    "Kind",
    "NamedRanks",
    "Principal",
    "Rank",
    "Resource",
    "Role",
    "admits",
    "allows",
    "decide",
    "outranks",
    "permits",
    "rank_of",
    "roles_of",
]
