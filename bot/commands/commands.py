"""What each command does. Plain functions over an open transaction: jobs and posts are committed with the update."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from bot.access import Action, Decision, Kind, decide
from bot.adapter_api import GenerationRequest, Reference, ReferenceMode, Size
from bot.commands.batch.many import Batches, Wanted, arguments_of
from bot.commands.confirmation import code_for, confirms
from bot.commands.jobs.rendering import SHOWN_PROMPT, shortened
from bot.commands.jobs.undo import tell_deleted
from bot.commands.presets.modifiers import Modifiers
from bot.commands.presets.presets import Bilingual, Presets
from bot.commands.request_builder import RequestBuilder, style_text
from bot.grammar import vocabulary
from bot.grammar.argument_words import CONFIRM
from bot.grammar.parsing import Parsed, Problem, picture_named, take_style
from bot.grammar.talk import points_to_image, says_something
from bot.grammar.vocabulary import fold
from bot.intake.context import CommandContext
from bot.intake.images import ImageResult, size_of
from bot.intake.permissions import about_job, job_for, job_resource, seen_by_all_here
from bot.intake.preferences import of_both
from bot.intake.reply import Reply, ReplyButton, ReplyLine, one_line, send_reply
from bot.intake.speaker import Speaker
from bot.jobs import audit, money
from bot.jobs.limits import Denied
from bot.jobs.manager import CancelResult, JobManager, NewJob
from bot.jobs.states import ENDED, State
from bot.jobs.stored_request import request_of, request_or_blank
from bot.outbox import desired
from bot.retention.deletion import UNDO_S, bring_back, take_down
from bot.store import Row, Tx
from bot.upstream.model import DEFAULT_STRENGTH

LISTED_JOBS = 10
PROMPT_PIECE = 800
"""Characters of a prompt in one message: what every platform shows whole."""
WITHHELD = "🔒"
"""In the place of words that were not said in this conversation: whoever reads a group need not learn them."""


CommandHandler = Callable[[Tx, CommandContext], None]


@dataclass(frozen=True, slots=True)
class Commands:
    """All commands, by the names of the vocabulary. `more` are those of other rooms and files, put in by `bot.app`."""

    manager: JobManager
    drafter: RequestBuilder
    modifiers: Modifiers = field(default_factory=lambda: Modifiers(Presets({}, {})))
    more: dict[str, CommandHandler] = field(default_factory=dict)

    def run(self, tx: Tx, said: CommandContext) -> None:
        """Do what was said, or answer why not."""
        if said.parsed.problems:
            lines = tuple(ReplyLine(p.text_id, p.arguments) for p in said.parsed.problems[:4])
            self._answer(tx, said, Reply((*lines, ReplyLine("problem-nothing-spent"))))
            return
        handler = self.more.get(said.parsed.command) or getattr(self, f"_{said.parsed.command}")
        handler(tx, said)

    def _answer(self, tx: Tx, said: CommandContext, note: Reply) -> None:
        send_reply(tx, said.speaker, said.subject, note, said.reply_to)

    # --- painting

    def _imagine(self, tx: Tx, said: CommandContext) -> None:
        attached = said.found.origin == "attached" and (said.found.key or said.found.problem)
        if attached or "source" in said.parsed.options:
            # Words with a picture: the picture is what they are about.
            self._with_reference(tx, said, "repaint")
            return
        self.paint(tx, said, said.parsed, "imagine")

    def _restyle(self, tx: Tx, said: CommandContext) -> None:
        self._with_reference(tx, said, "repaint")

    def _similar(self, tx: Tx, said: CommandContext) -> None:
        self._with_reference(tx, said, "refonly")

    def _with_reference(self, tx: Tx, said: CommandContext, mode: ReferenceMode) -> None:
        parsed = _led_by_style(said.parsed)
        found = said.found
        if source := parsed.options.get("source"):
            job = job_for(tx, said.speaker, source[0], Action.REFERENCE)
            picture = self._picture_of(tx, *source) if job else None
            if picture is None:
                self._answer(tx, said, one_line("no-such-picture", id=source[0], pick=source[1]))
                return
            found = ImageResult("quoted", picture["key"], picture["width"], picture["height"])
        elif not self._may_quote(tx, said, found):
            found = ImageResult(found.origin, problem="reference-gone")
        if found.problem:
            self._answer(tx, said, one_line(found.problem, **found.arguments))
            return
        if not found.key:
            withheld = "reply-withheld-id" if said.linked else "reply-withheld"
            text = {"withheld": withheld, "no-image": "reply-no-image"}.get(found.origin, f"no-image-{mode}")
            self._answer(tx, said, one_line(text))
            return
        says_something = bool(parsed.text or parsed.modifiers)
        if mode == "repaint" and not says_something and "style" not in parsed.options:
            self.offer_styles(tx, said, parsed.options.get("source"))
            return
        if mode == "refonly" and not says_something:
            if source and (job := job_for(tx, said.speaker, source[0], Action.REPEAT)):
                # What a pressed button means, on platforms where a press is a text: the job's own words once more.
                self.similar_to(tx, said, job, source[1])
                return
            self._answer(tx, said, one_line("similar-needs-words"))
            return
        self.paint(tx, said, parsed, "restyle" if mode == "repaint" else "similar", found, mode)

    def paint(
        self,
        tx: Tx,
        said: CommandContext,
        parsed: Parsed,
        kind: str,
        found: ImageResult | None = None,
        mode: ReferenceMode = "repaint",
    ) -> None:
        """Queue what `parsed` asks for, each of its variants, or answer why not."""
        wanted = []
        reference = found is not None and bool(found.key)
        for each in parsed.variants or (parsed,):
            if not says_something(each.text):
                each = replace(each, text="")
            draft = self.draft(tx, said.speaker, each, found, mode)
            if isinstance(draft, Problem):
                self._not_painted(tx, said, ReplyLine(draft.text_id, draft.arguments))
                return
            if not reference and points_to_image(each.text):
                self._not_painted(tx, said, ReplyLine("link-unreadable"))
                return
            label = " · ".join(filter(None, each.choices))
            wanted.append(Wanted(draft, Bilingual(label, label)))
        if len(wanted) == 1:
            self.order(tx, said, wanted[0].request, kind)
        else:
            self.several(tx, said, wanted, "many", kind)

    def draft(
        self,
        tx: Tx,
        speaker: Speaker,
        parsed: Parsed,
        found: ImageResult | None = None,
        mode: ReferenceMode = "repaint",
    ) -> GenerationRequest | Problem:
        """The request that `parsed` stands for: with its modifiers, over the defaults of who speaks and where."""
        dressed = self.modifiers.dress(tx, speaker, parsed)
        if isinstance(dressed, Problem):
            return dressed
        shape = Size(found.width, found.height) if found and found.width and mode == "repaint" else None
        model = self.manager.catalogue.models.get(dressed.options.get("model", self.drafter.defaults.default_model))
        preferences = of_both(speaker.person, speaker.conversation)
        return self.drafter.draft(
            dressed,
            language=speaker.language,
            reference=found.key if found else "",
            mode=mode,
            shape=shape,
            preferences=preferences.options(model, dressed.options, has_shape=shape is not None),
        )

    def several(self, tx: Tx, said: CommandContext, wanted: list[Wanted], kind: str, job_kind: str) -> None:
        """Queue several requests as one batch, or ask first, or say which limit is in the way."""
        batches = Batches(self.manager)
        denied = batches.begin(tx, said.speaker, wanted, kind=kind, job_kind=job_kind, reply_to=said.reply_to)
        if denied:
            self.answer_denied(tx, said, denied)

    def order(self, tx: Tx, said: CommandContext, request: GenerationRequest, kind: str) -> None:
        """Queue a request, or say which limit is in the way."""
        speaker = said.speaker
        if refusal := self.manager.catalogue.check(request):
            self._not_painted(tx, said, ReplyLine(refusal.text_id, dict(refusal.arguments)))
            return
        order = NewJob(
            request, speaker.payer, speaker.person, speaker.conversation, speaker.language, said.reply_to, kind
        )
        answer = self.manager.accept(tx, order)
        if isinstance(answer, Denied):
            self.answer_denied(tx, said, answer)

    def _not_painted(self, tx: Tx, said: CommandContext, why: ReplyLine) -> None:
        rest = (ReplyLine("rest-left-out"),) if said.maybe_split else ()
        self._answer(tx, said, Reply((why, *rest, ReplyLine("problem-nothing-spent"))))

    def answer_denied(self, tx: Tx, said: CommandContext, denied: Denied) -> None:
        """Say which limit is in the way, and when it no longer will be."""
        arguments = arguments_of(denied, tx.now, self.manager.settings.zone)
        self._answer(tx, said, Reply((ReplyLine(denied.text_id, arguments), ReplyLine("problem-nothing-spent"))))

    def offer_styles(
        self,
        tx: Tx,
        said: CommandContext,
        source: tuple[int, int] | None = None,
        *,
        before: str = "",
        more: tuple[ReplyButton, ...] = (),
    ) -> None:
        """Ask in which style an image should be painted anew; `before` is the id of a line to begin with, `more` are other ways
        to go on."""
        styles = self.manager.catalogue.styles_to_offer(self.drafter.defaults.default_model)
        mark = f"--from {source[0]}.{source[1]} " if source else ""
        # With a source the press names the picture; otherwise it names the message that meant one.
        action = f"restyle:{source[0]}:{source[1]}:repaint" if source else f"pick:{said.inbox_id}"
        buttons: list[ReplyButton] = [(style_text(s), {}, f"{action}:{s}", f"/restyle {mark}{s}") for s in styles]
        rows = tuple(tuple(buttons[i : i + 3]) for i in range(0, len(buttons), 3))
        rows = (*rows, more) if more else rows
        lines = (ReplyLine(before), ReplyLine("ask-style")) if before else (ReplyLine("ask-style"),)
        self._answer(tx, said, Reply(lines, rows))

    def _may_quote(self, tx: Tx, said: CommandContext, found: ImageResult) -> bool:
        """Whether an image that stands in this conversation may be painted from."""
        return not found.key or self._may_paint_from(tx, said, found.key, stands_here=True)

    def _may_paint_from(self, tx: Tx, said: CommandContext, key: str, *, stands_here: bool) -> bool:
        """Whether an image is still there, and if it is one of our pictures, whether the policy lets it be painted from."""
        if size_of(tx, key) is None:
            return False  # It was deleted since somebody meant it.
        picture = tx.one("pictures.by_key", key=key)
        if picture is None:
            return True
        resource = job_resource(tx, picture["job_id"], stands_here=stands_here)
        return decide(said.speaker.principal, Action.QUOTE, resource) is Decision.ALLOWED

    def _picture_of(self, tx: Tx, job_id: int, pick: int) -> Row | None:
        """Picture number `pick` (from 1) of a job."""
        pictures = tx.all("pictures.of_job", job_id=job_id)
        return next((p for p in pictures if p["idx"] == pick - 1), None)

    def _again(self, tx: Tx, said: CommandContext) -> None:
        source = said.parsed.options.get("source")
        job_id, named = (source[0], str(source[0])) if source else self._job_meant(tx, said)
        if not (job_id or named):
            self._answer(tx, said, one_line("no-job-to-repeat"))
        elif job := self._if_allowed(tx, said, job_id, named, Action.REPEAT):
            self.again(tx, said, job)

    def again(self, tx: Tx, said: CommandContext, job: Row) -> None:
        """Paint a job's request once more with a new seed, and with what was written changed."""
        request = self.drafter.changed(request_of(job), said.parsed.options)
        # Whoever repeats another's job paints from what that was painted from: a private picture would come out of it, nearly as
        # it is with a small strength. (Whose job it is could use it when they asked.)
        mine = job["person_id"] == said.speaker.person["id"]
        if request.reference and not self._may_paint_from(tx, said, request.reference.image, stands_here=mine):
            self._answer(tx, said, one_line("reference-gone"))
            return
        seed = said.parsed.options.get("seed", (request.seed + 1000 + said.inbox_id) % 2_147_483_000)
        self.order(tx, said, replace(request, seed=seed), job["kind"])

    def similar_to(self, tx: Tx, said: CommandContext, job: Row, pick: int) -> None:
        """A new picture of a job's words in the style of its picture number `pick`."""
        self._from_picture(tx, said, job, pick, "refonly", None)

    def restyle_image(self, tx: Tx, said: CommandContext, found: ImageResult, style: str) -> None:
        """The image that an earlier message meant, painted anew in a style."""
        if not self._may_quote(tx, said, found):
            self._answer(tx, said, one_line("reference-gone"))
            return
        parsed = Parsed("restyle", "", {"style": style})
        self.paint(tx, said, parsed, "restyle", found, "repaint")

    def restyle_of(self, tx: Tx, said: CommandContext, job: Row, pick: int, mode: ReferenceMode, style: str) -> None:
        """A job's picture number `pick` painted anew in a style."""
        self._from_picture(tx, said, job, pick, mode, style)

    def _from_picture(
        self, tx: Tx, said: CommandContext, job: Row, pick: int, mode: ReferenceMode, style: str | None
    ) -> None:
        picture = self._picture_of(tx, job["id"], pick)
        if picture is None:
            self._answer(tx, said, one_line("no-such-picture", id=job["id"], pick=pick))
            return
        request = request_of(job)
        model = self.manager.catalogue.models.get(request.model)
        strength = model.reference_strength(mode) if model else DEFAULT_STRENGTH[mode]
        reference = Reference(picture["key"], mode, strength)
        seed = (request.seed + 1000 + said.inbox_id) % 2_147_483_000
        kind = "restyle" if mode == "repaint" else "similar"
        self.order(tx, said, replace(request, n=1, seed=seed, style=style or request.style, reference=reference), kind)

    # --- looking after jobs

    def _job_meant(self, tx: Tx, said: CommandContext) -> tuple[int, str]:
        """The job that a message names by number, or replies to, or (if it says nothing) the person's newest here: its id, 0 for
        none, and what it is called in an answer. Only what was written: whether there is such a job is the policy's to tell."""
        if words := said.parsed.text.split():
            # Whatever else is written is no number: the newest would not be what was meant, least of all by /delete.
            named = picture_named(words[0])
            return (named[0], words[0][:12]) if named else (0, words[0][:12])
        if said.found.key and said.found.origin == "quoted":
            picture = tx.one("pictures.by_key", key=said.found.key)
            if picture:
                return picture["job_id"], str(picture["job_id"])
        speaker = said.speaker
        newest = tx.one(
            "jobs.newest_of_person_here", person_id=speaker.person["id"], conversation_id=speaker.conversation["id"]
        )
        return (newest["id"], str(newest["id"])) if newest else (0, "")

    def meant(self, tx: Tx, said: CommandContext, action: Action) -> Row | None:
        """The job that a message means, if the speaker may do this to it; otherwise they are told, and it is None."""
        return self._if_allowed(tx, said, *self._job_meant(tx, said), action)

    def by_number(self, tx: Tx, said: CommandContext, number: str, action: Action) -> Row | None:
        """The job of a button, if the speaker may do this to it; otherwise they are told, and it is None."""
        return self._if_allowed(tx, said, int(number), number, action)

    def _if_allowed(self, tx: Tx, said: CommandContext, job_id: int, named: str, action: Action) -> Row | None:
        decision = about_job(tx, said.speaker, job_id, action)
        if decision is Decision.ALLOWED:
            return tx.get("jobs.get", id=job_id)
        text_id = "not-yours" if decision is Decision.FORBIDDEN else "no-such-job"
        self._answer(tx, said, one_line(text_id, id=named))
        return None

    def _cancel(self, tx: Tx, said: CommandContext) -> None:
        person_id = said.speaker.person["id"]
        if words := said.parsed.text.split():
            if named := picture_named(words[0]):
                self.cancel(tx, said, named[0])
            else:
                self._answer(tx, said, one_line("cancel-no-such-job", id=words[0][:12]))
            return
        mine = tx.all("jobs.open_of_person", person_id=person_id)
        if not mine:
            self._answer(tx, said, one_line("nothing-to-cancel"))
            return
        self.cancel(tx, said, mine[-1]["id"])

    def cancel(self, tx: Tx, said: CommandContext, job_id: int) -> None:
        """Cancel a job for whoever asks, and say what that means."""
        decision = about_job(tx, said.speaker, job_id, Action.CANCEL)
        if decision is not Decision.ALLOWED:
            text_id = "cancel-not-yours" if decision is Decision.FORBIDDEN else "cancel-no-such-job"
            self._answer(tx, said, one_line(text_id, id=job_id))
            return
        answer = self.manager.cancel(tx, job_id)
        self._audit(tx, said, job_id, Action.CANCEL)
        if answer is not CancelResult.CANCELLED or said.parsed.command:
            self._answer(tx, said, one_line(f"cancel-{answer.value.replace('_', '-')}", id=job_id))

    def _audit(self, tx: Tx, said: CommandContext, job_id: int, action: Action) -> None:
        """What somebody did by right of the settings alone is written down."""
        principal = said.speaker.principal
        if principal.admin and about_job(tx, said.speaker, job_id, action, as_admin=False) is not Decision.ALLOWED:
            audit.record(tx, principal, action, Kind.JOB, job_id)

    def _delete(self, tx: Tx, said: CommandContext) -> None:
        job = self.meant(tx, said, Action.DELETE)
        if job is None:
            return
        if self._asks_first(tx, said, job):
            self.ask_to_delete(tx, said, job)
            return
        self.delete(tx, said, job)

    def ask_to_delete(self, tx: Tx, said: CommandContext, job: Row) -> None:
        """Ask whether a job's pictures shall be deleted, in an answer."""
        number, code = job["id"], code_for(tx, said.speaker.person["id"], f"delete:{job['id']}")
        button: ReplyButton = ("button-delete-yes", {}, f"delete:{number}:yes", f"/delete {number} yes {code}")
        self._answer(tx, said, Reply((ReplyLine("delete-ask", {"id": number, "seconds": int(UNDO_S)}),), ((button,),)))

    def _asks_first(self, tx: Tx, said: CommandContext, job: Row) -> bool:
        """Whether somebody else may have put these words into this person's mouth: by a link, or by a command that clients make
        touchable wherever it stands (so one without a number)."""
        words, person = said.parsed.text.split(), said.speaker.person["id"]
        if not said.linked:
            return not words and said.found.origin != "quoted"
        confirmed = fold(" ".join(words[1:2])) in CONFIRM and confirms(
            tx, person, f"delete:{job['id']}", " ".join(words[2:3])
        )
        return not confirmed

    def delete(self, tx: Tx, said: CommandContext, job: Row) -> None:
        """Take a job's pictures away, with a way back for a while; what has not ended is stopped instead."""
        if State(job["state"]) not in ENDED:
            self.cancel(tx, said, job["id"])
            return
        if not take_down(tx, job["id"]):
            self._answer(tx, said, one_line("deleted", id=job["id"]))
            return
        tell_deleted(
            tx,
            said.speaker,
            job["id"],
            str(said.inbox_id),
            subject=said.subject,
            reply_to=said.reply_to,
            stays=said.linked,
        )

    def _undelete(self, tx: Tx, said: CommandContext) -> None:
        if not said.parsed.text and said.found.origin != "quoted":
            newest = tx.one("deletions.newest_of_person", person_id=said.speaker.person["id"], now=tx.now)
            if newest is None:
                self._answer(tx, said, one_line("undelete-nothing"))
                return
            self.undelete(tx, said, tx.get("jobs.get", id=newest["job_id"]))
        elif job := self.meant(tx, said, Action.DELETE):
            self.undelete(tx, said, job)

    def undelete(self, tx: Tx, said: CommandContext, job: Row) -> None:
        """Bring back what was deleted a moment ago."""
        if not bring_back(tx, job["id"]):
            there = tx.all("pictures.of_job", job_id=job["id"])
            self._answer(tx, said, one_line("undelete-not-deleted" if there else "undelete-too-late", id=job["id"]))

    def _originals(self, tx: Tx, said: CommandContext) -> None:
        job = self.meant(tx, said, Action.SEE)
        if job is None:
            return
        words = said.parsed.text.split()
        named = picture_named(words[0]) if words else None
        self.originals(tx, said, job, named[1] if named else 0)

    def originals(self, tx: Tx, said: CommandContext, job: Row, pick: int = 0) -> None:
        """A job's pictures as files, as the service painted them; with `pick` (from 1) that one alone."""
        if not (self._picture_of(tx, job["id"], pick) if pick else tx.all("pictures.of_job", job_id=job["id"])):
            self._answer(tx, said, one_line("no-such-picture", id=job["id"], pick=pick or 1))
            return
        number = f"{job['id']}.{pick}" if pick else str(job["id"])
        lines = (ReplyLine("originals-of", {"id": number, "count": 1 if pick else job["n"]}),)
        self._answer(tx, said, Reply(lines, files_of_job=job["id"], file=pick))

    def _show(self, tx: Tx, said: CommandContext) -> None:
        job_id, written = self._job_meant(tx, said)
        if about_job(tx, said.speaker, job_id, Action.SEE) is Decision.FORBIDDEN:
            self._status(tx, said, tx.get("jobs.get", id=job_id))
            return
        job = self._if_allowed(tx, said, job_id, written, Action.SEE)
        if job is None:
            return
        words = said.parsed.text.split()
        named = picture_named(words[0]) if words else None
        if named and named[1]:
            self.originals(tx, said, job, named[1])  # One of several: only as a file does it stand alone.
        elif State(job["state"]) in ENDED:
            self.show(tx, said, job)
        else:
            self._answer(tx, said, Reply((self._line(tx, job),)))
            self._whole_prompt(tx, said, job)

    def show(self, tx: Tx, said: CommandContext, job: Row) -> None:
        """Bring a job's picture here, with its own buttons; and its prompt where the post shows only the beginning of it."""
        desired.ensure(tx, said.speaker.conversation, f"job:{job['id']}:{said.inbox_id}", {"job": job["id"]})
        self._whole_prompt(tx, said, job)

    def _whole_prompt(self, tx: Tx, said: CommandContext, job: Row) -> None:
        prompt = request_or_blank(job).prompt
        if len(prompt) <= SHOWN_PROMPT:
            return
        for first in range(0, len(prompt), PROMPT_PIECE):
            piece = one_line("prompt-piece", prompt=prompt[first : first + PROMPT_PIECE])
            send_reply(tx, said.speaker, f"{said.subject}:prompt-{first}", piece)

    def _status(self, tx: Tx, said: CommandContext, job: Row) -> None:
        """Number, state and cost of somebody else's job, for an admin: no words, no pictures."""
        li = sum(int(row["amount_li"]) for row in tx.all("money.charges_of_job", job_id=job["id"]))
        cost = ReplyLine("job-price", {"count": job["n"], "price": money.yuan_text(li)})
        self._answer(tx, said, Reply((self._line(tx, job, with_words=False), cost)))
        self._audit(tx, said, job["id"], Action.STATUS)

    def _jobs(self, tx: Tx, said: CommandContext) -> None:
        mine = tx.all("jobs.recent_of_person", person_id=said.speaker.person["id"], limit=LISTED_JOBS)
        if not mine:
            self._answer(tx, said, one_line("no-jobs"))
            return
        lines = [ReplyLine("jobs-head")]
        lines += [self._line(tx, job, with_words=seen_by_all_here(tx, said.speaker, job["id"])) for job in mine]
        self._answer(tx, said, Reply(tuple(lines)))

    def _line(self, tx: Tx, job: Row, *, with_words: bool = True) -> ReplyLine:
        """A job in one line."""
        state = State(job["state"])
        place = self.manager.queue_status(tx, job).position if state is State.QUEUED else 0
        words = shortened(request_or_blank(job).prompt, 40) if with_words else WITHHELD
        arguments = {"id": job["id"], "prompt": words, "position": place or 0}
        return ReplyLine(f"jobs-line-{state}", arguments)

    def _cost(self, tx: Tx, said: CommandContext) -> None:
        zone = self.manager.settings.zone
        scope = f"payer:{said.speaker.payer['id']}"
        today = money.day_of(tx.now, zone)
        lines = [ReplyLine("cost-head")]
        for name, first, last in (
            ("cost-today", today, today),
            ("cost-month", f"{today[:7]}-01", f"{today[:7]}-31"),
            ("cost-all", "0000", "9999"),
        ):
            spent = money.spent_between(tx, scope, first, last)
            lines.append(ReplyLine(name, {"price": f"{money.yuan(spent.amount_li):.2f}", "count": spent.pictures}))
        self._answer(tx, said, Reply(tuple(lines)))

    # --- telling

    def _styles(self, tx: Tx, said: CommandContext) -> None:
        lines = [ReplyLine("styles-head")]
        lines += [ReplyLine("styles-line", {"zh": vocabulary.chinese(s), "en": s}) for s in vocabulary.STYLES]
        self._answer(tx, said, Reply((*lines, ReplyLine("styles-foot"))))

    def _help(self, tx: Tx, said: CommandContext) -> None:
        lines = [
            ReplyLine("help-head"),
            *(ReplyLine(f"help-{name}") for name in vocabulary.MENU),
            ReplyLine("help-many"),
            ReplyLine("help-options"),
            *((ReplyLine("help-admins"),) if said.speaker.principal.admin else ()),
            ReplyLine("help-foot"),
        ]
        self._answer(tx, said, Reply(tuple(lines)))

    def _lang(self, tx: Tx, said: CommandContext) -> None:
        language = vocabulary.LANGUAGE_BY_WORD.get(vocabulary.fold(said.parsed.text))
        if language is None:
            buttons: tuple[ReplyButton, ...] = (
                ("lang-name-zh", {}, "lang:zh", "/lang zh"),
                ("lang-name-en", {}, "lang:en", "/lang en"),
            )
            self._answer(tx, said, Reply((ReplyLine("ask-language"),), (buttons,)))
            return
        self.set_language(tx, said, language)

    def set_language(self, tx: Tx, said: CommandContext, language: str) -> None:
        """Answer a person in `language` from now on."""
        tx.run("people.set_language", id=said.speaker.person["id"], language=language)
        self._answer(tx, replace(said, speaker=replace(said.speaker, language=language)), one_line("language-set"))


def _led_by_style(parsed: Parsed) -> Parsed:
    """A style at the beginning of the words is meant as one ('oil painting at dusk')."""
    variants = tuple(map(_led_by_style, parsed.variants))
    if "style" not in parsed.options and (found := take_style(parsed.text))[0]:
        return replace(parsed, text=found[1], options={**parsed.options, "style": found[0]}, variants=variants)
    return replace(parsed, variants=variants)
