"""Who looks at the console, and what their rank allows there."""

from __future__ import annotations

from bot.access import Action, Kind, Principal, Resource, allows, rank_of
from bot.adapter_api import Sender
from bot.adapter_api.console import NoConsole
from bot.intake.admission import Admission, address_of
from bot.intake.speaker import save_sender
from bot.store import Tx
from bot.store.rows import PersonRow

SECTIONS = {
    "overview": Action.OVERSEE,
    "moderation": Action.LOOK,
    "held": Action.STEER,
    "people": Action.BAN,
    "conversations": Action.OVERSEE,
    "spending": Action.ACCOUNT,
    "audit": Action.AUDIT,
    "settings": Action.STEER,
}
"""The right that each section needs."""
ACTIONS = (
    Action.STEER, Action.BAN, Action.APPOINT, Action.ACCOUNT, Action.ALLOW, Action.ANNOUNCE, Action.MODERATE, Action.LOOK,
)  # fmt: skip
"""What the page offers only to those who may."""


def principal_of(tx: Tx, admission: Admission, platform: str, user_id: str) -> Principal:
    """A person of a platform as the policy sees them. They need not have said anything yet: the settings may name them first."""
    sender = Sender(platform, user_id)
    person = tx.one(PersonRow, "people.find_person", platform=platform, user_id=user_id)
    if person is None:
        return Principal(rank=rank_of(admission.membership.named, address_of(sender), ""))
    return Principal(person.id, rank=admission.rank_anywhere(person), banned=bool(person.banned))


def visitor(tx: Tx, admission: Admission, platform: str, user_id: str, section: str) -> Principal:
    """The person, if they may open this section. Raises NoConsole."""
    principal = principal_of(tx, admission, platform, user_id)
    if not may(principal, SECTIONS[section]):
        raise NoConsole
    return principal


def actor(tx: Tx, admission: Admission, platform: str, user_id: str, section: str = "overview") -> Principal:
    """The person, with a row of their own for the audit, if they may open this section. Raises NoConsole."""
    if visitor(tx, admission, platform, user_id, section).person == 0:
        save_sender(tx, Sender(platform, user_id))
    return visitor(tx, admission, platform, user_id, section)


def rights(principal: Principal) -> dict[str, list[str]]:
    """See `bot.adapter_api.console.Console.rights`."""
    return {
        "sections": [name for name, action in SECTIONS.items() if may(principal, action)],
        "may": [str(action) for action in ACTIONS if may(principal, action)],
    }


def may_see_money(principal: Principal) -> bool:
    """Whether they may see who spent what."""
    return may(principal, Action.ACCOUNT)


def may(principal: Principal, action: Action) -> bool:
    """Whether they may do this in the installation."""
    return allows(principal, action, Resource(Kind.INSTANCE))
