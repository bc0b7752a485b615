"""Telling a job: what its one message says in each state, in the language of whoever asked."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from bot.chat.orders import style_text
from bot.jobs import money
from bot.jobs.manager import JobManager, Standing
from bot.jobs.states import State
from bot.jobs.workers.context import request_or_blank
from bot.messages import STYLES, Abilities, Button, GenerationRequest, PostView, Sender, ViewPicture
from bot.messages.post import Milestone
from bot.posts.rendering import Rendered
from bot.store import Row, Tx
from bot.texts import Texts

SHOWN_PROMPT = 300
MENU_STYLES = tuple(style for style in STYLES if style != "auto")
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

    def job(self, tx: Tx, post: Row, abilities: Abilities) -> Rendered:
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
            return self._done(tx, job, post, common, abilities)
        text = self._words(tx, job, state)
        buttons = self._buttons(job, state)
        busy = state in (State.RUNNING, State.COLLECTING)
        final = state in (State.FAILED, State.CANCELLED)
        return Rendered(PostView(text, buttons=buttons, busy=busy, **common), final=final)

    def bell(self, tx: Tx, post: Row, abilities: Abilities) -> Rendered:
        """'Done, above': rings the phone after a long wait, where the picture itself came by a silent edit."""
        if not abilities.edits:
            return Rendered(None, final=True)
        job = tx.get("jobs.get", id=json.loads(post["payload"])["job"])
        text = self.texts.say(job["language"], "job-bell", id=job["id"])
        return Rendered(PostView(text, reply_to=job["reply_to"]), final=True)

    def _say(self, job: Row, text_id: str, **arguments: Any) -> str:
        return self.texts.say(job["language"], text_id, **arguments)

    def _words(self, tx: Tx, job: Row, state: State) -> str:
        request = request_or_blank(job)
        head = self._say(job, "job-head", id=job["id"], prompt=shortened(request.prompt))
        lines = [head, *self._state_lines(tx, job, state)]
        return "\n".join(line for line in lines if line)

    def _state_lines(self, tx: Tx, job: Row, state: State) -> list[str]:
        if state in (State.QUEUED, State.PREPARING):
            standing = self.manager.standing(tx, job)
            return [self._waiting(job, standing), self._price(tx, job)]
        if state is State.SUBMITTING:
            return [self._say(job, "job-submitting"), self._price(tx, job)]
        if state in (State.RUNNING, State.COLLECTING):
            if job["cancel_requested"]:
                return [self._say(job, "job-stopping")]
            if state is State.COLLECTING:
                return [self._say(job, "job-collecting")]
            if job["task_state"] == "PENDING" and not job["task_started_at"]:
                return [self._say(job, "job-next"), self._price(tx, job)]
            left = self.manager.standing(tx, job).done_in_s
            return [self._say(job, "job-running", seconds=_round(left or 0))]
        if state is State.UNKNOWN:
            return [self._say(job, "job-unknown")]
        if state is State.HELD:
            return [self._say(job, "job-held")]
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

    def _waiting(self, job: Row, standing: Standing) -> str:
        if standing.waiting_for == "account":
            return self._say(job, "job-waits-for-operator")
        if standing.waiting_for == "upstream":
            return self._say(job, "job-waits-for-upstream")
        if job["state"] == State.PREPARING or not job["prepared"]:
            return self._say(job, "job-preparing")
        if standing.position is None:
            return self._say(job, "job-far-back")
        return self._say(job, "job-queued", position=standing.position, seconds=_round(standing.done_in_s or 0))

    def _price(self, tx: Tx, job: Row) -> str:
        if job["price_li"]:
            return self._say(job, "job-price", count=job["n"], price=money.yuan_text(job["n"] * job["price_li"]))
        if self.manager.settings.uses_studio:
            return self._say(job, "job-price-studio", count=job["n"])
        return self._say(job, "job-price-free", count=job["n"], left=self.manager.free_left(tx, job))

    def _done(self, tx: Tx, job: Row, post: Row, common: dict[str, Any], abilities: Abilities) -> Rendered:
        pictures = tx.all("pictures.of_job", job_id=job["id"])
        request = request_or_blank(job)
        if not pictures:
            return Rendered(PostView(self._say(job, "job-deleted", id=job["id"]), **common), final=True)
        head = self._say(job, "job-head", id=job["id"], prompt=shortened(request.prompt))
        lines = [head, self._facts(job, request, pictures)]
        if len(pictures) < job["n"]:
            bad = next((r for r in json.loads(job["results"]) if r.get("text_id")), {"text_id": "result-gone"})
            lines.append(self._say(job, "job-partial", kept=len(pictures), asked=job["n"]))
            lines.append(self._say(job, bad["text_id"], code=bad.get("code", "")))
        if self.manager.settings.uses_studio:
            lines.append(self._say(job, "job-by-studio"))
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
        picks = [p["idx"] + 1 for p in pictures]
        buttons = (
            self._menu(job, picks, menu)
            if menu and abilities.callbacks
            else self._actions(job, picks, request, abilities)
        )
        view = PostView("\n".join(filter(None, lines)), picture=picture, buttons=buttons, **common)
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
            return ((Button(self._say(job, "button-again"), f"again:{number}", f"/again {number}"),),)
        if state in (State.CANCELLED, State.HELD) or job["cancel_requested"]:
            return ()
        return ((Button(self._say(job, "button-cancel"), f"cancel:{number}", f"/cancel {number}"),),)

    def _actions(
        self, job: Row, picks: list[int], request: GenerationRequest, abilities: Abilities
    ) -> tuple[tuple[Button, ...], ...]:
        """What can be done with a result; `picks` are the numbers of its pictures, from 1."""
        number = job["id"]
        originals = self._say(job, "button-originals", count=len(picks))
        copy = Button(self._say(job, "button-copy"), f"copy:{number}", copy=request.prompt)
        each = tuple(
            Button(
                self._say(job, "button-original", pick=pick),
                f"originals:{number}:{pick}",
                f"/originals {number}.{pick}",
            )
            for pick in picks
        )
        rows: list[tuple[Button, ...]] = [
            (
                Button(self._say(job, "button-again"), f"again:{number}", f"/again {number}"),
                Button(self._say(job, "button-restyle"), f"menu:{number}", f"/restyle --from {number}"),
                Button(self._say(job, "button-similar"), f"similar:{number}", f"/similar --from {number}"),
            ),
            (
                Button(originals, f"originals:{number}", f"/originals {number}"),
                Button(self._say(job, "button-star"), f"star:{number}", f"/star {number}"),
                Button(self._say(job, "button-delete"), f"delete:{number}", f"/delete {number}", style="danger"),
            ),
        ]
        if len(picks) > 1 and sum(map(len, rows)) + len(each) <= abilities.buttons:
            rows.insert(1, each)
        if 0 < len(request.prompt) <= abilities.copies:
            rows.append((copy,))
        return tuple(rows)

    def _menu(self, job: Row, picks: list[int], menu: dict[str, Any]) -> tuple[tuple[Button, ...], ...]:
        """The choice of a restyle: which picture, what to keep, which style."""
        number, pick, mode = job["id"], int(menu["pick"]), menu["mode"]
        rows: list[tuple[Button, ...]] = []
        if pick not in picks:
            pick = picks[0]  # Of four some may not have come.
        if len(picks) > 1:
            rows.append(tuple(Button(f"{'●' if i == pick else '○'} {i}", f"menu:{number}:{i}:{mode}") for i in picks))
        rows.append(
            tuple(
                Button(("● " if m == mode else "○ ") + self._say(job, f"button-keep-{m}"), f"menu:{number}:{pick}:{m}")
                for m in ("repaint", "refonly")
            )
        )
        styles = [
            Button(self._say(job, style_text(style)), f"restyle:{number}:{pick}:{mode}:{style}")
            for style in MENU_STYLES
        ]
        rows.extend(tuple(styles[i : i + 3]) for i in range(0, len(styles), 3))
        rows.append((Button(self._say(job, "button-back"), f"menu:{number}:0:back"),))
        return tuple(rows)


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

    def note(self, tx: Tx, post: Row, abilities: Abilities) -> Rendered:
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
        view = PostView(text, buttons=buttons, files=files, reply_to=data["reply_to"], language=language)
        return Rendered(view, final=True)


def _original(picture: Row) -> ViewPicture:
    """A stored picture as a file that is sent whole."""
    name = f"shenbi-{picture['job_id']}-{picture['idx'] + 1}.{picture['key'].rpartition('.')[2]}"
    return ViewPicture(picture["key"], picture["mime"], picture["width"], picture["height"], name=name)
