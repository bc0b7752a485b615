"""What each command does. Plain functions over an open transaction: jobs and posts are committed with the update."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from bot.chat import vocabulary
from bot.chat.deleting import delete_pictures
from bot.chat.grammar import Parsed, Problem, picture_named, take_style
from bot.chat.house import Both, House
from bot.chat.images import Found, size_of
from bot.chat.many import Batches, Wanted, arguments_of
from bot.chat.modifiers import Modifiers
from bot.chat.notes import Line, Note, NoteButton, say, tell
from bot.chat.orders import Drafter, style_text
from bot.chat.people import Speaker
from bot.chat.preferences import of_both
from bot.chat.rendering import shortened
from bot.jobs import money
from bot.jobs.limits import Denied
from bot.jobs.manager import CancelAnswer, JobManager, Order
from bot.jobs.states import ENDED, State
from bot.jobs.workers.context import request_of, request_or_blank
from bot.messages import GenerationRequest, Reference, RefMode, Size
from bot.posts import wishes
from bot.store import Row, Tx

LISTED_JOBS = 10


@dataclass(frozen=True, slots=True)
class Said:
    """A message that is to be acted on: who, what was parsed, which image it means, and the ids for the answer."""

    speaker: Speaker
    parsed: Parsed
    found: Found
    subject: str
    reply_to: str
    inbox_id: int


CommandHandler = Callable[[Tx, Said], None]


@dataclass(frozen=True, slots=True)
class Commands:
    """All commands, by the names of the vocabulary. `more` are those of other rooms and files, put in by `bot.app`."""

    manager: JobManager
    drafter: Drafter
    modifiers: Modifiers = field(default_factory=lambda: Modifiers(House({}, {})))
    more: dict[str, CommandHandler] = field(default_factory=dict)

    def run(self, tx: Tx, said: Said) -> None:
        """Do what was said, or answer why not."""
        if said.parsed.problems:
            lines = tuple(Line(p.text_id, p.arguments) for p in said.parsed.problems[:4])
            self._answer(tx, said, Note((*lines, Line("problem-nothing-spent"))))
            return
        handler = self.more.get(said.parsed.command) or getattr(self, f"_{said.parsed.command}")
        handler(tx, said)

    def _answer(self, tx: Tx, said: Said, note: Note) -> None:
        say(tx, said.speaker, said.subject, note, said.reply_to)

    # --- painting

    def _imagine(self, tx: Tx, said: Said) -> None:
        attached = said.found.origin == "attached" and (said.found.key or said.found.problem)
        if attached or "source" in said.parsed.options:
            # Words with a picture: the picture is what they are about.
            self._with_reference(tx, said, "repaint")
            return
        self.paint(tx, said, said.parsed, "imagine")

    def _restyle(self, tx: Tx, said: Said) -> None:
        self._with_reference(tx, said, "repaint")

    def _similar(self, tx: Tx, said: Said) -> None:
        self._with_reference(tx, said, "refonly")

    def _with_reference(self, tx: Tx, said: Said, mode: RefMode) -> None:
        parsed = _led_by_style(said.parsed)
        found = said.found
        if source := parsed.options.get("source"):
            job = tx.one("jobs.get", id=source[0])
            picture = self._picture_of(tx, *source) if job and self.may_see(said.speaker, job) else None
            if picture is None:
                self._answer(tx, said, tell("no-such-picture", id=source[0], pick=source[1]))
                return
            found = Found("quoted", picture["key"], picture["width"], picture["height"])
        if found.problem:
            self._answer(tx, said, tell(found.problem, **found.arguments))
            return
        if not found.key:
            text = {"withheld": "reply-withheld", "no-image": "reply-no-image"}.get(found.origin, f"no-image-{mode}")
            self._answer(tx, said, tell(text))
            return
        says_something = bool(parsed.text or parsed.modifiers)
        if mode == "repaint" and not says_something and "style" not in parsed.options:
            self.offer_styles(tx, said, parsed.options.get("source"))
            return
        if mode == "refonly" and not says_something:
            if source and (job := tx.one("jobs.get", id=source[0])) and self.may_see(said.speaker, job):
                # What a pressed button means, on platforms where a press is a text: the job's own words once more.
                self.similar_to(tx, said, job, source[1])
                return
            self._answer(tx, said, tell("similar-needs-words"))
            return
        self.paint(tx, said, parsed, "restyle" if mode == "repaint" else "similar", found, mode)

    def paint(
        self, tx: Tx, said: Said, parsed: Parsed, kind: str, found: Found | None = None, mode: RefMode = "repaint"
    ) -> None:
        """Queue what `parsed` asks for, each of its variants, or answer why not."""
        wanted = []
        for each in parsed.variants or (parsed,):
            draft = self.draft(tx, said.speaker, each, found, mode)
            if isinstance(draft, Problem):
                self._answer(tx, said, Note((Line(draft.text_id, draft.arguments), Line("problem-nothing-spent"))))
                return
            label = " · ".join(filter(None, each.choices))
            wanted.append(Wanted(draft, Both(label, label)))
        if len(wanted) == 1:
            self.order(tx, said, wanted[0].request, kind)
        else:
            self.several(tx, said, wanted, "many", kind)

    def draft(
        self, tx: Tx, speaker: Speaker, parsed: Parsed, found: Found | None = None, mode: RefMode = "repaint"
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

    def several(self, tx: Tx, said: Said, wanted: list[Wanted], kind: str, job_kind: str) -> None:
        """Queue several requests as one batch, or ask first, or say which limit is in the way."""
        batches = Batches(self.manager)
        denied = batches.begin(tx, said.speaker, wanted, kind=kind, job_kind=job_kind, reply_to=said.reply_to)
        if denied:
            self.answer_denied(tx, said, denied)

    def order(self, tx: Tx, said: Said, request: GenerationRequest, kind: str) -> None:
        """Queue a request, or say which limit is in the way."""
        speaker = said.speaker
        if refusal := self.manager.catalogue.check(request):
            self._answer(
                tx, said, Note((Line(refusal.text_id, dict(refusal.arguments)), Line("problem-nothing-spent")))
            )
            return
        order = Order(
            request, speaker.payer, speaker.person, speaker.conversation, speaker.language, said.reply_to, kind
        )
        answer = self.manager.accept(tx, order)
        if isinstance(answer, Denied):
            self.answer_denied(tx, said, answer)

    def answer_denied(self, tx: Tx, said: Said, denied: Denied) -> None:
        """Say which limit is in the way, and when it no longer will be."""
        arguments = arguments_of(denied, tx.now, self.manager.settings.zone)
        self._answer(tx, said, Note((Line(denied.text_id, arguments), Line("problem-nothing-spent"))))

    def offer_styles(self, tx: Tx, said: Said, source: tuple[int, int] | None = None) -> None:
        """Ask in which style an image should be painted anew."""
        styles = [name for name in vocabulary.STYLES if name != "auto"]
        mark = f"--from {source[0]}.{source[1]} " if source else ""
        # With a source the press names the picture; otherwise it names the message that meant one.
        action = f"restyle:{source[0]}:{source[1]}:repaint" if source else f"pick:{said.inbox_id}"
        buttons: list[NoteButton] = [(style_text(s), {}, f"{action}:{s}", f"/restyle {mark}{s}") for s in styles]
        rows = tuple(tuple(buttons[i : i + 3]) for i in range(0, len(buttons), 3))
        self._answer(tx, said, Note((Line("ask-style"),), rows))

    def _picture_of(self, tx: Tx, job_id: int, pick: int) -> Row | None:
        """Picture number `pick` (from 1) of a job."""
        pictures = tx.all("pictures.of_job", job_id=job_id)
        return next((p for p in pictures if p["idx"] == pick - 1), None)

    def _again(self, tx: Tx, said: Said) -> None:
        source = said.parsed.options.get("source")
        job = tx.one("jobs.get", id=source[0]) if source else self.job_meant(tx, said)
        if job is None and not (source or said.parsed.text):
            self._answer(tx, said, tell("no-job-to-repeat"))
        elif job is None or not self.may_see(said.speaker, job):
            meant = job["id"] if job else source[0] if source else said.parsed.text[:20]
            self._answer(tx, said, tell("no-such-job", id=meant))
        else:
            self.again(tx, said, job)

    def again(self, tx: Tx, said: Said, job: Row) -> None:
        """Paint a job's request once more with a new seed, and with what was written changed."""
        request = self.drafter.changed(request_of(job), said.parsed.options)
        if request.reference and size_of(tx, request.reference.image) is None:
            self._answer(tx, said, tell("reference-gone"))
            return
        seed = said.parsed.options.get("seed", (request.seed + 1000 + said.inbox_id) % 2_147_483_000)
        self.order(tx, said, replace(request, seed=seed), job["kind"])

    def similar_to(self, tx: Tx, said: Said, job: Row, pick: int) -> None:
        """A new picture of a job's words in the style of its picture number `pick`."""
        self._from_picture(tx, said, job, pick, "refonly", None)

    def restyle_image(self, tx: Tx, said: Said, found: Found, style: str) -> None:
        """The image that an earlier message meant, painted anew in a style."""
        parsed = Parsed("restyle", "", {"style": style})
        self.paint(tx, said, parsed, "restyle", found, "repaint")

    def restyle_of(self, tx: Tx, said: Said, job: Row, pick: int, mode: RefMode, style: str) -> None:
        """A job's picture number `pick` painted anew in a style."""
        self._from_picture(tx, said, job, pick, mode, style)

    def _from_picture(self, tx: Tx, said: Said, job: Row, pick: int, mode: RefMode, style: str | None) -> None:
        picture = self._picture_of(tx, job["id"], pick)
        if picture is None:
            self._answer(tx, said, tell("no-such-picture", id=job["id"], pick=pick))
            return
        request = request_of(job)
        reference = Reference(picture["key"], mode, 0.6 if mode == "repaint" else 0.5)
        seed = (request.seed + 1000 + said.inbox_id) % 2_147_483_000
        kind = "restyle" if mode == "repaint" else "similar"
        self.order(tx, said, replace(request, n=1, seed=seed, style=style or request.style, reference=reference), kind)

    # --- looking after jobs

    def job_meant(self, tx: Tx, said: Said) -> Row | None:
        """The job that a message names by number, or replies to, or (if it says nothing) the person's newest here."""
        if words := said.parsed.text.split():
            # Whatever else is written is no number: the newest would not be what was meant, least of all by /delete.
            named = picture_named(words[0])
            return tx.one("jobs.get", id=named[0]) if named else None
        if said.found.key and said.found.origin == "quoted":
            picture = tx.one("pictures.by_key", key=said.found.key)
            if picture:
                return tx.one("jobs.get", id=picture["job_id"])
        speaker = said.speaker
        return tx.one(
            "jobs.newest_of_person_here", person_id=speaker.person["id"], conversation_id=speaker.conversation["id"]
        )

    def may_see(self, speaker: Speaker, job: Row) -> bool:
        """A job may be seen by whoever asked for it, by everyone in its conversation, and by admins."""
        return (
            speaker.is_admin
            or speaker.person["id"] == job["person_id"]
            or speaker.conversation["id"] == job["conversation_id"]
        )

    def _cancel(self, tx: Tx, said: Said) -> None:
        person_id = said.speaker.person["id"]
        if words := said.parsed.text.split():
            if named := picture_named(words[0]):
                self.cancel(tx, said, named[0])
            else:
                self._answer(tx, said, tell("cancel-no-such-job", id=words[0][:12]))
            return
        mine = tx.all("jobs.open_of_person", person_id=person_id)
        if not mine:
            self._answer(tx, said, tell("nothing-to-cancel"))
            return
        self.cancel(tx, said, mine[-1]["id"])

    def cancel(self, tx: Tx, said: Said, job_id: int) -> None:
        """Cancel a job for whoever asks, and say what that means."""
        answer = self.manager.cancel(tx, job_id, said.speaker.person["id"], is_admin=said.speaker.is_admin)
        if answer is not CancelAnswer.CANCELLED or said.parsed.command:
            self._answer(tx, said, tell(f"cancel-{answer.value.replace('_', '-')}", id=job_id))

    def _delete(self, tx: Tx, said: Said) -> None:
        job = self.job_meant(tx, said)
        if job is None:
            self._answer(tx, said, tell("no-such-job", id=said.parsed.text[:12]))
            return
        self.delete(tx, said, job)

    def delete(self, tx: Tx, said: Said, job: Row) -> None:
        """Take a job's pictures away, for its person or an admin."""
        if job["person_id"] != said.speaker.person["id"] and not said.speaker.is_admin:
            self._answer(tx, said, tell("not-yours", id=job["id"]))
            return
        if State(job["state"]) not in ENDED:
            self.cancel(tx, said, job["id"])
            return
        delete_pictures(tx, job["id"])
        if said.parsed.command:
            self._answer(tx, said, tell("deleted", id=job["id"]))

    def _originals(self, tx: Tx, said: Said) -> None:
        job = self.job_meant(tx, said)
        if job is None or not self.may_see(said.speaker, job):
            self._answer(tx, said, tell("no-such-job", id=said.parsed.text[:12]))
            return
        words = said.parsed.text.split()
        named = picture_named(words[0]) if words else None
        self.originals(tx, said, job, named[1] if named else 0)

    def originals(self, tx: Tx, said: Said, job: Row, pick: int = 0) -> None:
        """A job's pictures as files, as the service painted them; with `pick` (from 1) that one alone."""
        if not (self._picture_of(tx, job["id"], pick) if pick else tx.all("pictures.of_job", job_id=job["id"])):
            self._answer(tx, said, tell("no-such-picture", id=job["id"], pick=pick or 1))
            return
        number = f"{job['id']}.{pick}" if pick else str(job["id"])
        lines = (Line("originals-of", {"id": number, "count": 1 if pick else job["n"]}),)
        self._answer(tx, said, Note(lines, files_of_job=job["id"], file=pick))

    def _show(self, tx: Tx, said: Said) -> None:
        job = self.job_meant(tx, said)
        if job is None or not self.may_see(said.speaker, job):
            self._answer(tx, said, tell("no-such-job", id=said.parsed.text[:12]))
            return
        words = said.parsed.text.split()
        named = picture_named(words[0]) if words else None
        if named and named[1]:
            self.originals(tx, said, job, named[1])  # One of several: only as a file does it stand alone.
        elif State(job["state"]) in ENDED:
            wishes.put(tx, said.speaker.conversation, f"job:{job['id']}:{said.inbox_id}", {"job": job["id"]})
        else:
            self._answer(tx, said, Note((self._line(tx, job),)))

    def _jobs(self, tx: Tx, said: Said) -> None:
        mine = tx.all("jobs.recent_of_person", person_id=said.speaker.person["id"], limit=LISTED_JOBS)
        if not mine:
            self._answer(tx, said, tell("no-jobs"))
            return
        lines = [Line("jobs-head")]
        lines += [self._line(tx, job) for job in mine]
        self._answer(tx, said, Note(tuple(lines)))

    def _line(self, tx: Tx, job: Row) -> Line:
        """A job in one line."""
        state = State(job["state"])
        place = self.manager.standing(tx, job).position if state is State.QUEUED else 0
        arguments = {"id": job["id"], "prompt": shortened(request_or_blank(job).prompt, 40), "position": place or 0}
        return Line(f"jobs-line-{state}", arguments)

    def _cost(self, tx: Tx, said: Said) -> None:
        zone = self.manager.settings.zone
        scope = f"payer:{said.speaker.payer['id']}"
        today = money.day_of(tx.now, zone)
        lines = [Line("cost-head")]
        for name, first, last in (
            ("cost-today", today, today),
            ("cost-month", f"{today[:7]}-01", f"{today[:7]}-31"),
            ("cost-all", "0000", "9999"),
        ):
            spent = money.spent_between(tx, scope, first, last)
            lines.append(Line(name, {"price": f"{money.yuan(spent.amount_li):.2f}", "count": spent.pictures}))
        self._answer(tx, said, Note(tuple(lines)))

    # --- telling

    def _styles(self, tx: Tx, said: Said) -> None:
        lines = [Line("styles-head")]
        lines += [Line("styles-line", {"zh": vocabulary.chinese(s), "en": s}) for s in vocabulary.STYLES]
        self._answer(tx, said, Note((*lines, Line("styles-foot"))))

    def _help(self, tx: Tx, said: Said) -> None:
        lines = [
            Line("help-head"),
            *(Line(f"help-{name}") for name in vocabulary.MENU),
            Line("help-many"),
            Line("help-options"),
            Line("help-foot"),
        ]
        self._answer(tx, said, Note(tuple(lines)))

    def _lang(self, tx: Tx, said: Said) -> None:
        language = vocabulary.LANGUAGE_BY_WORD.get(vocabulary.fold(said.parsed.text))
        if language is None:
            buttons: tuple[NoteButton, ...] = (
                ("lang-name-zh", {}, "lang:zh", "/lang zh"),
                ("lang-name-en", {}, "lang:en", "/lang en"),
            )
            self._answer(tx, said, Note((Line("ask-language"),), (buttons,)))
            return
        self.set_language(tx, said, language)

    def set_language(self, tx: Tx, said: Said, language: str) -> None:
        """Answer a person in `language` from now on."""
        tx.run("people.set_language", id=said.speaker.person["id"], language=language)
        self._answer(tx, replace(said, speaker=replace(said.speaker, language=language)), tell("language-set"))


def _led_by_style(parsed: Parsed) -> Parsed:
    """A style at the beginning of the words is meant as one ('oil painting at dusk')."""
    variants = tuple(map(_led_by_style, parsed.variants))
    if "style" not in parsed.options and (found := take_style(parsed.text))[0]:
        return replace(parsed, text=found[1], options={**parsed.options, "style": found[0]}, variants=variants)
    return replace(parsed, variants=variants)
