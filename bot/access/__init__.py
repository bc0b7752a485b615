"""Authorization: who may do what to which object. Pure; every command, button, page and command line asks here.

`roles_of` says what somebody is to an object, `RULES` what each role may do to it, `decide` puts the two together.
"""

from bot.access.policy import RULES, admits, allows, decide, permits
from bot.access.roles import Action, Decision, Kind, Principal, Resource, Role, roles_of

__all__ = [
    "RULES",
    "Action",
    "Decision",
    "Kind",
    "Principal",
    "Resource",
    "Role",
    "admits",
    "allows",
    "decide",
    "permits",
    "roles_of",
]
