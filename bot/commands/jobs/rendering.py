"""Telling a job: what its one message says in each state, in the language of whoever asked."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.adapter_api import (
    REFERENCE_MODES,
    Button,
    GenerationRequest,
    PlatformCapabilities,
    PostView,
    Sender,
    ViewPicture,
)
from bot.adapter_api.posts import Milestone
from bot.commands.request_builder import edit_command, style_text
from bot.grammar.callback_data import (
    AgainCallback,
    CancelCallback,
    DeleteCallback,
    MenuCallback,
    OriginalsCallback,
    RestyleCallback,
    ShowCallback,
    SimilarCallback,
    StarCallback,
)
from bot.jobs import money
from bot.jobs.life_cycle import HELD_BACK
from bot.jobs.manager import JobManager, QueueStatus
from bot.jobs.states import State
from bot.jobs.stored_request import request_or_blank
from bot.media.sheets.contact_sheet import result_sheet_size
from bot.outbox import desired
from bot.outbox.renderers import Rendered, moments_of, times_in
from bot.retention.deletion import UNDO_S
from bot.runtime.texts import Texts
from bot.store import Row, Tx
from bot.upstream import TaskStatus
from bot.upstream.port import TASK_LIMIT_S

SHOWN_PROMPT = 300
WITHHELD = "🔒"
"""In the place of words that were not said in this conversation: whoever reads a group need not learn them."""
SHOWN_WORD = 40
"""Signs of one word that the studio does not know."""
_MILESTONE: dict[State, Milestone] = {
    State.QUEUED: "accepted",
    State.PREPARING: "accepted",
    State.SUBMITTING: "accepted",
    State.RUNNING: "running",
    State.COLLECTING: "running",
    State.UNKNOWN: "running",
    State.HELD: "held",
    State.DONE: "done",
    State.FAILED: "failed",
    State.CANCELLED: "cancelled",
}


def shortened(prompt: str, most: int = SHOWN_PROMPT) -> str:
    """A prompt as a message shows it: one line, not endless."""
    line = " ".join(prompt.split())
    return line if len(line) <= most else line[: most - 1] + "…"


@dataclass(frozen=True, slots=True)
class JobRenderer:
    """Renders the subjects `job:` and `bell:`."""

    manager: JobManager
    texts: Texts

    def job(self, tx: Tx, post: Row, capabilities: PlatformCapabilities) -> Rendered:
        """The one message of a job."""
        job = tx.get("jobs.get", id=json.loads(post["payload"])["job"])
        person = tx.get("people.person_by_id", id=job["person_id"])
        state, language = State(job["state"]), job["language"]
        common = {
            "milestone": _MILESTONE[state],
            "reply_to": job["reply_to"],
            "mention": _mention(person),
            "language": language,
        }
        if post["desired"] == "gone":
            return Rendered(PostView(self.texts.say(language, "job-deleted", id=job["id"]), **common), final=True)
        # Stopped for its person, but painted and paid for: shown only where they ask for it.
        asked_for = post["subject"].count(":") > 1
        if state is State.DONE or (state is State.CANCELLED and asked_for):
            return self._done(tx, job, post, common, capabilities)
        text = self._words(tx, job, state)
        buttons = self._buttons(job, state)
        busy = state in (State.RUNNING, State.COLLECTING)
        final = state in (State.FAILED, State.CANCELLED)
        view = PostView(
            text,
            buttons=buttons,
            busy=busy,
            frame=(0, 0) if final else self._frame(job),
            ready_at=self._ready_at(tx, job, state),
            edit=self._edit(job, state),
            times=times_in(text, self._times(tx, job, state)),
            **common,
        )
        return Rendered(view, final=final)

    def bell(self, tx: Tx, post: Row, capabilities: PlatformCapabilities) -> Rendered:
        """'Done, above': rings the phone after a long wait, where the picture itself came by a silent edit."""
        if not capabilities.edits:
            return Rendered(None, final=True)
        job = tx.get("jobs.get", id=json.loads(post["payload"])["job"])
        text = self.texts.say(job["language"], "job-bell", id=job["id"])
        return Rendered(PostView(text, reply_to=job["reply_to"]), final=True)

    def private_copy(self, tx: Tx, post: Row, conversation: Row) -> bool:
        """Its conversation does not take a job's picture: whoever asked for it gets it in their private chat, if there is one."""
        number = json.loads(post["payload"])["job"]
        job = tx.get("jobs.get", id=number)
        person = tx.get("people.person_by_id", id=job["person_id"])
        private = person["private_id"] and tx.one("people.conversation_by_id", id=person["private_id"])
        if not private or private["blocked_reason"] or private["id"] == conversation["id"]:
            return False
        desired.ensure(tx, private, f"job:{number}:private{post['id']}", {"job": number}, desired.RESULT)
        return True

    def _say(self, job: Row, text_id: str, **arguments: Any) -> str:
        return self.texts.say(job["language"], text_id, **arguments)

    def _words(self, tx: Tx, job: Row, state: State) -> str:
        request = request_or_blank(job)
        head = self._say(job, "job-head", id=job["id"], prompt=shortened(request.prompt))
        lines = [head, *self._state_lines(tx, job, state)]
        return "\n".join(line for line in lines if line)

    def _state_lines(self, tx: Tx, job: Row, state: State) -> list[str]:
        if state in (State.QUEUED, State.PREPARING):
            standing = self.manager.queue_status(tx, job)
            return [self._waiting(job, standing), self._price(tx, job)]
        if state is State.SUBMITTING:
            return [self._say(job, "job-submitting"), self._price(tx, job)]
        if state in (State.RUNNING, State.COLLECTING):
            if job["cancel_requested"]:
                return [self._say(job, "job-stopping")]
            if state is State.COLLECTING:
                return [self._say(job, "job-collecting")]
            if job["task_state"] == TaskStatus.PENDING and not job["task_started_at"]:
                return [self._say(job, "job-next"), self._price(tx, job)]
            standing = self.manager.queue_status(tx, job)
            if standing.overdue_since is not None:
                return [self._overdue(job, standing.overdue_since)]
            left = standing.done_in_s
            return [self._say(job, "job-running", seconds=_round(left or 0))]
        if state is State.UNKNOWN:
            return [self._say(job, "job-unknown")]
        if state is State.HELD:
            return [self._say(job, HELD_BACK if job["error"] == HELD_BACK else "job-held", id=job["id"])]
        if state is State.CANCELLED:
            if kept := len(tx.all("pictures.of_job", job_id=job["id"])):
                return [
                    self._say(
                        job,
                        "job-cancelled-charged",
                        id=job["id"],
                        count=kept,
                        price=money.yuan_text(kept * job["price_li"]),
                    )
                ]
            return [self._say(job, "job-cancelled")]
        reason = job["error"] or "job-failed-unknown"
        return [self._say(job, reason, code=job["error_code"], limit="", model=job["model"])]

    def _overdue(self, job: Row, since: float) -> str:
        """That a task takes longer than usual."""
        (since_words, _), (until_words, _) = self._overdue_times(job, since)
        return self._say(job, "job-overdue", since=since_words, until=until_words)

    def _overdue_times(self, job: Row, since: float) -> list[tuple[str, float]]:
        """Since when a task takes longer than usual, and until when the service itself lets it run."""
        zone = self.manager.settings.zone
        moments = (since, job["task_started_at"] + TASK_LIMIT_S)
        return [(datetime.fromtimestamp(moment, zone).strftime("%H:%M"), moment) for moment in moments]

    def _times(self, tx: Tx, job: Row, state: State) -> list[tuple[str, float]]:
        """The points in time that the words of a job name."""
        since = self.manager.queue_status(tx, job).overdue_since if state is State.RUNNING else None
        return [] if since is None else self._overdue_times(job, since)

    def _waiting(self, job: Row, standing: QueueStatus) -> str:
        if standing.waiting_for == "account":
            return self._say(job, "job-waits-for-operator")
        if standing.waiting_for == "upstream":
            return self._say(job, "job-waits-for-upstream")
        if standing.waiting_for == "rest":
            return self._say(job, "job-rests", seconds=_round(standing.done_in_s or 0))
        if job["state"] == State.PREPARING or not job["prepared"]:
            return self._say(job, "job-preparing")
        if standing.position is None:
            return self._say(job, "job-far-back")
        return self._say(job, "job-queued", position=standing.position, seconds=_round(standing.done_in_s or 0))

    def _frame(self, job: Row) -> tuple[int, int]:
        """The size that the picture of a job will have; of several, their sheet."""
        size = request_or_blank(job).size
        return (size.width, size.height) if job["n"] < 2 else result_sheet_size(job["n"], size.width, size.height)

    def _ready_at(self, tx: Tx, job: Row, state: State) -> float:
        """When a job's picture is expected; 0 if that cannot be said. To 5 s, so that a post does not change at every look."""
        if state not in (State.QUEUED, State.SUBMITTING, State.RUNNING) or job["cancel_requested"]:
            return 0.0
        left = self.manager.queue_status(tx, job).done_in_s
        return round((tx.now + left) / 5) * 5.0 if left else 0.0

    def _edit(self, job: Row, state: State) -> str:
        request = request_or_blank(job)
        if request.reference is not None and state is not State.DONE:
            return ""  # It cannot be named by a number yet.
        return edit_command(job["id"], request)

    def _price(self, tx: Tx, job: Row) -> str:
        if job["price_li"]:
            return self._say(job, "job-price", count=job["n"], price=money.yuan_text(job["n"] * job["price_li"]))
        if self.manager.settings.uses_studio:
            return self._say(job, "job-price-studio", count=job["n"])
        return self._say(job, "job-price-free", count=job["n"], left=self.manager.free_left(tx, job))

    def _done(
        self, tx: Tx, job: Row, post: Row, common: dict[str, Any], capabilities: PlatformCapabilities
    ) -> Rendered:
        pictures = tx.all("pictures.of_job", job_id=job["id"])
        request = request_or_blank(job)
        if not pictures:
            return Rendered(PostView(self._say(job, "job-deleted", id=job["id"]), **common), final=True)
        head = self._say(job, "job-head", id=job["id"], prompt=shortened(request.prompt))
        lines = [head, self._facts(job, request, pictures)]
        if len(pictures) < job["n"]:
            bad = next((r for r in json.loads(job["results"]) if r.get("text_id")), {"text_id": "result-gone"})
            lines.append(self._say(job, "job-partial", kept=len(pictures), asked=job["n"]))
            # Not the text of a job that failed whole: that one ends in "nothing was charged".
            lines.append(self._say(job, "partial-withheld" if "moderation" in bad["text_id"] else "partial-lost"))
        if self.manager.settings.uses_studio:
            lines.append(self._say(job, "job-by-studio"))
            if unread := next((r["unread"] for r in json.loads(job["results"]) if r.get("unread")), None):
                words = self._say(job, "list-comma").join(shortened(word, SHOWN_WORD) for word in unread)
                lines.append(self._say(job, "job-unread", words=words))
        sheet = tx.one("pictures.sheet", job_id=job["id"]) if len(pictures) > 1 else None
        shown = sheet or pictures[0]
        picture = ViewPicture(
            shown["key"],
            shown["mime"],
            shown["width"],
            shown["height"],
            alt=shortened(request.prompt),
            name=f"shenbi-{job['id']}.{shown['key'].rpartition('.')[2]}",
        )
        menu = json.loads(post["payload"]).get("menu")
        if menu and menu.get("delete"):
            lines.append(self._say(job, "delete-ask", id=job["id"], seconds=int(UNDO_S)))
        picks = [p["idx"] + 1 for p in pictures]
        buttons = (
            self._menu(job, picks, menu)
            if menu and capabilities.callbacks
            else self._actions(job, picks, request, capabilities, starred=_starred(tx, job))
        )
        view = PostView(
            "\n".join(filter(None, lines)),
            picture=picture,
            buttons=buttons,
            edit=self._edit(job, State.DONE),
            picture_ids=tuple(p["id"] for p in pictures),
            **common,
        )
        return Rendered(view, final=True, image=pictures[0]["key"])

    def _facts(self, job: Row, request: GenerationRequest, pictures: list[Row]) -> str:
        style = self._say(job, style_text(request.style))
        width, height = pictures[0]["width"], pictures[0]["height"]
        facts = self._say(
            job, "job-facts", style=style, size=f"{width}×{height}", seed=str(request.seed), model=job["model"]
        )
        if job["price_li"]:
            facts += " · " + self._say(job, "job-charged", price=money.yuan_text(len(pictures) * job["price_li"]))
        return facts

    def _buttons(self, job: Row, state: State) -> tuple[tuple[Button, ...], ...]:
        number = job["id"]
        if state is State.FAILED:
            return ((Button(self._say(job, "button-again"), AgainCallback(number).pack(), f"/again {number}"),),)
        if state in (State.CANCELLED, State.HELD) or job["cancel_requested"]:
            return ()
        return ((Button(self._say(job, "button-cancel"), CancelCallback(number).pack(), f"/cancel {number}"),),)

    def _actions(
        self,
        job: Row,
        picks: list[int],
        request: GenerationRequest,
        capabilities: PlatformCapabilities,
        *,
        starred: bool,
    ) -> tuple[tuple[Button, ...], ...]:
        """What can be done with a result; `picks` are the numbers of its pictures, from 1."""
        number = job["id"]
        originals = self._say(job, "button-originals", count=len(picks))
        copy = Button(self._say(job, "button-copy"), f"copy:{number}", copy=request.prompt)
        each = tuple(
            Button(
                self._say(job, "button-original", pick=pick),
                OriginalsCallback(number, pick).pack(),
                f"/originals {number}.{pick}",
            )
            for pick in picks
        )
        rows: list[tuple[Button, ...]] = [
            (
                Button(self._say(job, "button-again"), AgainCallback(number).pack(), f"/again {number}"),
                Button(self._say(job, "button-restyle"), MenuCallback(number).pack(), f"/restyle --from {number}"),
                Button(self._say(job, "button-similar"), SimilarCallback(number).pack(), f"/similar --from {number}"),
            ),
            (
                Button(originals, OriginalsCallback(number).pack(), f"/originals {number}"),
                Button(
                    self._say(job, "button-starred" if starred else "button-star"),
                    StarCallback(number).pack(),
                    f"/star {number}",
                    on=starred,
                ),
                Button(
                    self._say(job, "button-delete"), DeleteCallback(number).pack(), f"/delete {number}", style="danger"
                ),
            ),
        ]
        if len(picks) > 1 and sum(map(len, rows)) + len(each) <= capabilities.buttons:
            rows.insert(1, each)
        if 0 < len(request.prompt) <= capabilities.copies:
            rows.append((copy,))
        elif len(request.prompt) > SHOWN_PROMPT and sum(map(len, rows)) < capabilities.buttons:
            rows.append((Button(self._say(job, "button-prompt"), ShowCallback(number).pack(), f"/show {number}"),))
        return tuple(rows)

    def _menu(self, job: Row, picks: list[int], menu: dict[str, Any]) -> tuple[tuple[Button, ...], ...]:
        """Instead of the usual buttons: whether to delete; or of a restyle which picture, what to keep, which style."""
        number = job["id"]
        if menu.get("delete"):
            no = Button(self._say(job, "button-delete-no"), MenuCallback(number, 0, "back").pack())
            yes = Button(self._say(job, "button-delete-yes"), DeleteCallback(number, "yes").pack(), style="danger")
            return ((no, yes),)
        pick, mode = int(menu["pick"]), menu["mode"]
        rows: list[tuple[Button, ...]] = []
        if pick not in picks:
            pick = picks[0]  # Of four some may not have come.
        if len(picks) > 1:
            rows.append(
                tuple(Button(f"{'●' if i == pick else '○'} {i}", MenuCallback(number, i, mode).pack()) for i in picks)
            )
        rows.append(
            tuple(
                Button(
                    ("● " if m == mode else "○ ") + self._say(job, f"button-keep-{m}"),
                    MenuCallback(number, pick, m).pack(),
                )
                for m in REFERENCE_MODES
            )
        )
        styles = [
            Button(self._say(job, style_text(style)), RestyleCallback(number, pick, mode, style).pack())
            for style in self.manager.catalogue.styles_to_offer(job["model"])
        ]
        rows.extend(tuple(styles[i : i + 3]) for i in range(0, len(styles), 3))
        rows.append((Button(self._say(job, "button-back"), MenuCallback(number, 0, "back").pack()),))
        return tuple(rows)


def _starred(tx: Tx, job: Row) -> bool:
    """Whether the person of a job starred it; in a group the button shows their star, and a press sets one's own."""
    return tx.value("gallery.has_star", person_id=job["person_id"], job_id=job["id"]) is not None


def _mention(person: Row) -> Sender | None:
    """Whom a job's post is for; nobody, if they asked to be forgotten."""
    if not person["user_id"]:
        return None
    return Sender(person["platform"], person["user_id"], person["name"], reply_key=person["reply_key"])


def _round(seconds: float) -> int:
    """Seconds as an honest guess is told: to 5 below a minute, to 10 below five, else to 30."""
    step = 5 if seconds < 60 else 10 if seconds < 300 else 30
    return max(step, int(round(seconds / step) * step))


@dataclass(frozen=True, slots=True)
class NoteRenderer:
    """Renders the subjects `note:`."""

    texts: Texts

    def note(self, tx: Tx, post: Row, capabilities: PlatformCapabilities) -> Rendered:
        """A short answer; with files, the originals of a job."""
        data = json.loads(post["payload"])
        language = data["language"]
        text = "\n".join(self.texts.say(language, text_id, **arguments) for text_id, arguments in data["lines"])
        buttons = tuple(
            tuple(
                Button(self.texts.say(language, text_id, **arguments), action, typed)
                for text_id, arguments, action, typed in row
            )
            for row in data["buttons"]
        )
        files: tuple[ViewPicture, ...] = ()
        if data["files_of_job"]:
            wanted = data.get("file", 0)  # (Rows of before have none.)
            pictures = tx.all("pictures.of_job", job_id=data["files_of_job"])
            files = tuple(_original(picture) for picture in pictures if wanted in (0, picture["idx"] + 1))
        moments = [moment for _, arguments in data["lines"] for moment in moments_of(arguments)]
        view = PostView(
            text,
            buttons=buttons,
            files=files,
            reply_to=data["reply_to"],
            language=language,
            times=times_in(text, moments),
        )
        return Rendered(view, final=True)


def _original(picture: Row) -> ViewPicture:
    """A stored picture as a file that is sent whole."""
    name = f"shenbi-{picture['job_id']}-{picture['idx'] + 1}.{picture['key'].rpartition('.')[2]}"
    return ViewPicture(picture["key"], picture["mime"], picture["width"], picture["height"], name=name)


def without_picture(texts: Texts, post: Row, language: str) -> str:
    """What is said under a post whose picture or files its place does not take, and how to get them."""
    language = language or "zh"
    data = json.loads(post["payload"])
    number = data.get("job") or data.get("files_of_job") or 0
    lines = [texts.say(language, f"unshown-{post['words_only']}")]
    if post["words_only"] != "gone":
        how = "sent" if post["private_copy"] else "get" if number else ""
        lines += [texts.say(language, f"unshown-{how}", id=number)] if how else []
    return "\n".join(lines)
