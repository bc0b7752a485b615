"""`/compare`, `/many`, and the buttons of a batch."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

from bot.access import Action, Decision, Kind, Resource, decide
from bot.commands.batch.batches import YES, Batches, BatchItem, BatchState, items_of
from bot.commands.paint.service import PaintService
from bot.commands.presets.presets import Bilingual
from bot.commands.request_builder import problem_of, style_text
from bot.commands.router import Router
from bot.grammar.argument_words import batch_answer
from bot.grammar.callback_data import BatchAnswer, BatchCallback
from bot.grammar.option_values import Problem
from bot.grammar.parsing import Parsed
from bot.grammar.vocabulary import fold
from bot.intake.context import CommandContext, PressContext, UpdateContext
from bot.intake.reply import one_line, respond
from bot.intake.speaker import Speaker
from bot.runtime.texts import LANGUAGES, Texts
from bot.store import Tx
from bot.store.rows import BatchRow
from bot.upstream.model import MAX_SEED

COMPARED = ("photography", "watercolor", "anime", "oil painting")
"""The styles of a comparison where none is written."""
ALL_WORDS = frozenset({"all", "全部", "所有"})


@dataclass(frozen=True, slots=True)
class BatchCommands:
    """`/compare`; `/many` and the buttons that confirm or stop a batch."""

    paints: PaintService
    batches: Batches
    texts: Texts

    def register(self, router: Router) -> None:
        """Add this feature to the router."""
        router.add_commands({"compare": self.compare, "many": self.many})
        router.add_callback(BatchCallback, self.press)

    def compare(self, tx: Tx, context: CommandContext) -> None:
        """The same words and the same seed in several styles (or in all variants of braces), on one sheet."""
        parsed = context.parsed
        variants = parsed.variants or self._styled(context.speaker, parsed)
        if not any(v.text or v.modifiers for v in variants):
            respond(tx, context, one_line("compare-needs-words"))
            return
        seed = parsed.options.get("seed", random.randint(0, MAX_SEED))
        items = []
        for each in variants:
            each = replace(each, options={**each.options, "seed": seed, "n": 1})
            found = self.paints.request_for(tx, context.speaker, each)
            if isinstance(found, Problem):
                self.paints.answer_problem(tx, context, found)
                return
            items.append(BatchItem(found.request, self._label(each), found.usual_li))
        self.paints.queue_batch(tx, context, items, "compare", "compare")

    def _all_styles(self, speaker: Speaker, parsed: Parsed) -> tuple[str, ...]:
        model = parsed.options.get("model", self.paints.builder.default_model(speaker))
        return self.paints.manager.catalogue.styles_to_offer(model)

    def _styled(self, speaker: Speaker, parsed: Parsed) -> tuple[Parsed, ...]:
        first, _, rest = parsed.text.partition(" ")
        named = parsed.options.get("style")
        if fold(first) in ALL_WORDS and rest.strip():
            parsed, styles = replace(parsed, text=rest.strip()), self._all_styles(speaker, parsed)
        else:
            styles = tuple(dict.fromkeys([named, *COMPARED] if named else COMPARED))[: len(COMPARED)]
        return tuple(replace(parsed, options={**parsed.options, "style": style}) for style in styles)

    def _label(self, parsed: Parsed) -> Bilingual:
        if parsed.choices:
            label = " · ".join(filter(None, parsed.choices))
            return Bilingual(label, label)
        names = {lang: self.texts.say(lang, style_text(parsed.options["style"])) for lang in LANGUAGES}
        return Bilingual(names["zh"], names["en"])

    def many(self, tx: Tx, context: CommandContext) -> None:
        """Confirm or stop a batch in words: `/many yes 12` does what the button *yes* of batch 12 does."""
        word, _, number = context.parsed.text.partition(" ")
        answer = batch_answer(word)
        number = number.strip().lstrip("#")
        if answer is None or not (number.isascii() and number.isdigit()) or len(number) > 12:
            respond(tx, context, one_line("help-many"))
            return
        self._decide(tx, context, int(number), answer)

    def press(self, tx: Tx, context: PressContext, data: BatchCallback) -> None:
        """Confirm or stop a batch by its button: `batch:12:yes`."""
        self._decide(tx, context, data.batch, data.answer)

    def _decide(self, tx: Tx, context: UpdateContext, batch_id: int, answer: BatchAnswer) -> None:
        """Confirm or stop a batch, if the speaker may."""
        batch = tx.one(BatchRow, "batches.get", id=batch_id)
        resource = Resource(Kind.BATCH, batch.person_id, batch.conversation_id) if batch else None
        decision = decide(context.speaker.principal, Action.CONFIRM if answer == YES else Action.STOP, resource)
        if batch is None or decision is not Decision.ALLOWED:
            text_id = "batch-not-yours" if decision is Decision.FORBIDDEN else "batch-none"
            respond(tx, context, one_line(text_id, id=batch_id))
        elif answer != YES:
            self.batches.stop(tx, batch)
        elif batch.state == BatchState.ASKED and (refusal := self.batches.refusal(batch)):
            self.batches.stop(tx, batch)  # What the operator allows has changed since the question.
            self.paints.answer_problem(tx, context, problem_of(refusal))
        elif batch.state == BatchState.ASKED and self.batches.is_dearer_now(tx, batch):
            self.batches.stop(tx, batch)  # The price was lower when it was shown: the person is asked again.
            self.paints.queue_batch(tx, context, items_of(batch), batch.kind, batch.job_kind)
        elif denied := self.batches.confirm(tx, batch):
            self.paints.answer_denied(tx, context, denied)
