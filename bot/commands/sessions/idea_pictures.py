"""The pictures of an idea: those that came with it or that it replies to, how many a round takes, the numbers in its words."""

from __future__ import annotations

from bot.commands.paint.sources import may_paint_from
from bot.grammar.picture_numbers import numbers_named
from bot.intake.context import CommandContext
from bot.intake.reply import Reply, one_line
from bot.jobs.manager import JobManager
from bot.sessions.change_requests import most_images
from bot.sessions.model import Session
from bot.store import Tx


def pictures_of(tx: Tx, context: CommandContext) -> tuple[str, ...] | Reply:
    """The keys of the pictures that came with an idea, or else of those that it replies to; or why they cannot be used."""
    image = context.image
    if image.origin not in ("attached", "quoted"):
        return ()
    if image.problem:
        return one_line(image.problem, **image.arguments)
    if not all(may_paint_from(tx, context.speaker, key) for key in image.images):
        return one_line("reference-gone")
    return image.images


def others_than_winner(session: Session, images: tuple[str, ...]) -> tuple[str, ...]:
    """The pictures of an idea without the winner's, which each change has already."""
    current = session.current_round
    return tuple(key for key in images if key != current.reference) if current.way == "change" else images


def problem_of_idea(manager: JobManager, session: Session, text: str, images: tuple[str, ...]) -> Reply | None:
    """Why an idea cannot have so many pictures, or not these words. Where the winner is changed, pictures go along with it as
    far as the model takes them, and words count from the winner; where ideas are painted, one serves as the reference."""
    changes = session.current_round.way == "change"
    most = most_images(manager.roles) - 1 if changes else 1
    if len(images) > most:
        text_id = {0: "idea-no-picture", 1: "idea-one-picture"}.get(most, "idea-too-many-pictures")
        return one_line(text_id, count=len(images), most=most)
    known = range(1, len(images) + (2 if changes else 1))
    if wrong := sorted(numbers_named(text) - set(known)):
        text_id = "idea-no-such-number" if changes else "idea-number-unread"
        return one_line(text_id, number=wrong[0], count=len(known))
    return None


def problem_of_blend(text: str, blended: tuple[int, ...]) -> Reply | None:
    """Why words of a blend are not clear: the model counts its pictures from 1, the sheet of the vote may count others."""
    same = {number for place, number in enumerate(blended, 1) if number == place}
    wrong = sorted(numbers_named(text) - same)
    return one_line("session-blend-number", number=wrong[0]) if wrong else None
