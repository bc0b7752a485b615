"""The pictures of an idea: those that came with it or that it replies to, how many a round takes, the numbers in its words."""

from __future__ import annotations

from dataclasses import dataclass

from bot.commands.batch.batches import denial_arguments
from bot.commands.paint.sources import may_paint_from
from bot.grammar.picture_numbers import numbers_named
from bot.grammar.renumbering import renumbered
from bot.intake.context import CommandContext
from bot.intake.reply import Reply, one_line
from bot.jobs import moderation
from bot.jobs.manager import JobManager
from bot.sessions import events as ev
from bot.sessions.candidate_jobs import is_gone
from bot.sessions.change_requests import most_images
from bot.sessions.model import Session
from bot.store import Tx
from bot.store.rows import SessionRow


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


@dataclass(frozen=True, slots=True)
class StyledText:
    """An idea with its modifiers applied: its words with theirs (empty if unchanged), a style, a negative prompt."""

    prompt: str = ""
    style: str = ""
    no: str = ""


@dataclass(frozen=True, slots=True)
class IdeaBuilder:
    """Makes ideas of words and pictures."""

    manager: JobManager

    def build(
        self,
        tx: Tx,
        session: Session,
        by: ev.Actor,
        text: str,
        images: tuple[str, ...],
        message: str,
        styled: StyledText,
    ) -> ev.IdeaGiven | Reply:
        """The idea; or why the round cannot have it: too many pictures, or words that name one which is not there.

        Where the winner is changed, it is the first image of each request. Pictures that came with the idea follow, and the
        words count them from the winner. Without such pictures, words count as the sheet of the vote does: the pictures that
        they name go along, and the numbers become those of the request. Where ideas are painted, one picture serves as the
        reference.
        """
        current = session.current_round
        changes = current.way == "change"
        words = styled.prompt or text
        images = tuple(key for key in images if key != current.reference) if changes else images
        named = _named_on_sheet(session, text) if changes and not images else None
        if named:
            images, words = named.images, renumbered(words, named.numbers)
            if any(is_gone(tx, key) for key in images):
                return one_line("reference-gone")
        most = most_images(self.manager.roles) - 1 if changes else 1
        if len(images) > most:
            text_id = {0: "idea-no-picture", 1: "idea-one-picture"}.get(most, "idea-too-many-pictures")
            return one_line(text_id, count=len(images), most=most)
        known = range(1, len(images) + (2 if changes else 1))
        if not named and (wrong := sorted(numbers_named(text) - set(known))):
            text_id = "idea-no-such-number" if changes else "idea-number-unread"
            return one_line(text_id, number=wrong[0], count=len(known))
        if denied := self._refusal(tx, session, by, words):
            return denied
        first, more = images[0] if images else "", images[1:]
        return ev.IdeaGiven(by, text, first, message, words if words != text else "", styled.style, styled.no, more)

    def _refusal(self, tx: Tx, session: Session, by: ev.Actor, words: str) -> Reply | None:
        """Why the words of an idea are refused by the rules of the conversation. Their author is told, not the host later."""
        row = tx.get(SessionRow, "sessions.get", id=session.id)
        denied = moderation.refusal(tx, self.manager.words, words, by.id, row.conversation_id)
        if denied is None:
            return None
        return one_line(denied.text_id, **denial_arguments(denied, tx.now, self.manager.settings.zone))


@dataclass(frozen=True, slots=True)
class _Named:
    """Pictures of the last vote that words name: the winner's number and theirs, and the keys of those beside the winner."""

    numbers: tuple[int, ...]
    images: tuple[str, ...]


def _named_on_sheet(session: Session, text: str) -> _Named | None:
    """The pictures that words name by the numbers of the last vote; None if they name none, or one that was not there."""
    numbers, led = numbers_named(text), session.latest_winner()
    if not numbers or led is None or len(led[0].candidates) < 2:
        return None
    former, winner = led
    beside = [former.candidate(number) for number in sorted(numbers - {winner.number})]
    found = [candidate for candidate in beside if candidate]
    if len(found) < len(beside):
        return None
    return _Named((winner.number, *(c.number for c in found)), tuple(c.picture for c in found))


def problem_of_blend(text: str, blended: tuple[int, ...]) -> Reply | None:
    """Why words of a blend cannot be meant: they name a picture of the vote that is not in it."""
    wrong = sorted(numbers_named(text) - set(blended))
    numbers = " + ".join(map(str, blended))
    return one_line("session-blend-number", number=wrong[0], numbers=numbers) if wrong else None
