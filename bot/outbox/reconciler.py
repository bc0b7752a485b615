"""The reconciler: brings what stands in each conversation into line with what should stand there.

A post is taken with a lease and a fence and noted as `sending` before the call leaves; then it is rendered, sent, and the
outcome noted. Only the newest revision is ever sent, so progress cannot flood a chat; an interrupted create may leave one
stray text and never a second picture, because where a platform can edit, a picture enters only by an edit.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import structlog

from bot.adapter_api import (
    Adapter,
    Blocked,
    ChatMovedTo,
    Conversation,
    Create,
    Delivered,
    Edit,
    Gone,
    Outcome,
    PostCall,
    PostRefused,
    Remove,
    RetryLater,
    TooLate,
    Unconfirmed,
)
from bot.outbox import desired, send_budget
from bot.outbox.chat_migration import move_chat
from bot.outbox.renderers import Rendered, Renderers
from bot.runtime.backoff import pause_s
from bot.runtime.failpoints import hit
from bot.store import Row, Store, Tx, alerts
from bot.store.loops import NEVER, WorkerGroup

log = structlog.get_logger()

LOST_PAUSE_S = 2.0
MOST_PAUSE_S = 600.0
PROGRESS_MOST_PAUSE_S = 60.0
REFUSED_PAUSE_S = 5.0
REFUSED_MOST_PAUSE_S = 900.0
REFUSED_PATIENCE_S = 6 * 3600.0
"""How long a post is tried again that the platform refuses with an answer that nobody knows."""
ODD_REFUSALS = 3
"""So many such answers to one post are told to the operator: one may be the platform's passing trouble."""
MILESTONES = frozenset({"notice", "accepted", "done", "failed", "cancelled", "held"})


@dataclass(frozen=True, slots=True)
class Delivery:
    """One post to be brought about: its row as leased, where, what, by which call, and until when the call may leave (on the
    monotonic clock)."""

    post: Row
    conversation: Row
    rendered: Rendered
    call: PostCall
    send_by: float


class Reconciler(WorkerGroup[Delivery]):
    """Keeps one platform's posts in line."""

    name = "posts"
    topics = ("posts",)
    concurrency = 16

    def __init__(self, store: Store, adapter: Adapter, renderers: Renderers, lease_s: float = 90.0) -> None:
        super().__init__(store)
        self.lease_s = lease_s
        self.name = f"posts {adapter.name}"
        self.adapter = adapter
        self.renderers = renderers
        self.capabilities = adapter.capabilities
        self._heard_at = 0.0
        """When the platform last took a post, of any chat."""

    def renew(self, tx: Tx, item: Delivery, until: float) -> bool:
        return bool(tx.run("posts.renew", id=item.post["id"], fence=item.post["fence"], due_at=until))

    async def claim_due(self, free: int) -> tuple[list[Delivery], float]:
        # The second half of a lease is for the answer. Taken before the lease is, so that it is never too late.
        return await self.store.write(self._take, free, self.clock.monotonic() + self.lease_s / 2)

    def _take(self, tx: Tx, free: int, send_by: float) -> tuple[list[Delivery], float]:
        errands: list[Delivery] = []
        seen: set[int] = set()
        closed: dict[tuple[str, int], float] = {}
        for post in tx.all("posts.due", platform=self.adapter.name, now=tx.now, limit=free * 4):
            if len(errands) >= free:
                break
            if post["conversation_id"] in seen:
                continue  # One call to a chat at a time.
            conversation = tx.get("people.conversation_by_id", id=post["conversation_id"])
            if conversation["blocked_reason"]:
                tx.run("posts.close", id=post["id"], fence=post["fence"], problem=conversation["blocked_reason"])
                continue
            # Asked before it is rendered: hundreds may wait for one group, or for the platform, and rendering them all to find
            # that out took longer than the next turn.
            budget_key = (
                self.adapter.name,
                conversation["chat_id"],
                bool(conversation["direct"]),
                self.capabilities.rates,
                post["importance"],
            )
            place = (conversation["chat_id"], post["importance"])
            if later := closed.get(place, 0.0) or send_budget.free_at(tx, *budget_key):
                closed[place] = later
                tx.run("posts.postpone", id=post["id"], due_at=later)
                continue
            # A post that nobody can render (a row of a newer version, a mistake) must not stop those behind it.
            rendered = self._render(tx, post)
            if rendered is None:
                tx.run("posts.close", id=post["id"], fence=post["fence"], problem="cannot be rendered")
                continue
            call = self._call(post, rendered)
            if call is None:
                self._skip(tx, post, rendered)
                continue
            send_budget.take(tx, *budget_key)
            seen.add(post["conversation_id"])
            if post["step"] == "sending" and isinstance(call, Create) and not self.capabilities.idempotent_creates:
                tx.run("posts.count_stray", id=post["id"])  # Its worker died on the way: it may stand there unseen.
            tx.run("posts.lease", id=post["id"], due_at=tx.now + self.lease_s)
            errands.append(Delivery(tx.get("posts.by_id", id=post["id"]), conversation, rendered, call, send_by))
        return errands, float(tx.value("posts.next_due", platform=self.adapter.name) or NEVER)

    def _render(self, tx: Tx, post: Row) -> Rendered | None:
        try:
            return self.renderers.render(tx, post, self.capabilities)
        except (LookupError, ValueError, TypeError, AttributeError, AssertionError) as error:
            log.exception("post.unrenderable", post=post["id"], subject=post["subject"], error=str(error))
            return None

    def _call(self, post: Row, rendered: Rendered) -> PostCall | None:
        """Which call brings this post about; None if none is needed on this platform."""
        view = rendered.view
        if view is None:
            return None
        if post["desired"] == "gone":
            return Remove(post["id"], post["handle"], view) if post["handle"] else None
        if post["handle"] and self.capabilities.edits:
            return Edit(post["id"], post["handle"], view)
        if not self.capabilities.edits and (view.milestone not in MILESTONES or view.mark == post["shown_milestone"]):
            return None
        if view.picture and not self.capabilities.creates_pictures:
            # A create is always a short text: if its answer is lost, no second picture can come of it.
            view = replace(view, picture=None, buttons=())
        return Create(post["id"], view)

    def _skip(self, tx: Tx, post: Row, rendered: Rendered) -> None:
        tx.run("posts.lease", id=post["id"], due_at=tx.now)
        milestone = rendered.view.mark if rendered.view else ""
        self._shown(
            tx, post["id"], post["fence"] + 1, post, post["handle"], milestone or post["shown_milestone"], False
        )

    async def process(self, item: Delivery) -> None:
        hit("post.intended")
        if self.clock.monotonic() > item.send_by:
            return  # This process was stopped and woke late: by now the post is somebody else's.
        where = _address(item.conversation)
        outcome = await self.adapter.post(where, item.call)
        hit("post.answered")
        await self.write_with_retries(lambda tx: self.note(tx, item, outcome))
        hit("post.noted")

    def note(self, tx: Tx, errand: Delivery, outcome: Outcome) -> None:
        """Note what became of a call."""
        post, call = errand.post, errand.call
        fence = post["fence"]
        if not tx.run("posts.hold", id=post["id"], fence=fence):
            # Taken over while the call was on its way. It may have put an older form in the place of a newer one, so
            # the newest is sent once more.
            if isinstance(outcome, Delivered | Unconfirmed):
                desired.mark_dirty(tx, post["subject"], post["importance"])
            return
        match outcome:
            case Delivered():
                self._heard_at = tx.now
                self._note_shown(tx, errand, call, outcome)
            case RetryLater():
                until = tx.now + outcome.after_s
                chat = "" if outcome.whole_platform else errand.conversation["chat_id"]
                send_budget.close(tx, self.adapter.name, chat, until)
                failing = self._failing_since(tx, errand) if outcome.unwell else post["refused_at"]
                if outcome.unwell and self._is_about_this_post(tx, failing):
                    self._give_up(tx, errand, PostRefused(outcome.reason))
                    return
                self._retry(tx, post, until, outcome.reason, failing)
            case Unconfirmed():
                stray = int(isinstance(call, Create) and not self.capabilities.idempotent_creates)
                pause = min(MOST_PAUSE_S, LOST_PAUSE_S * 2 ** min(post["tries"], 9))
                failing = self._failing_since(tx, errand)
                if self._is_about_this_post(tx, failing):
                    self._give_up(tx, errand, PostRefused(outcome.reason))
                    return
                self._retry(tx, post, tx.now + pause, outcome.reason, failing, stray)
            case Gone() | TooLate() if isinstance(call, Remove):
                self._removed(tx, post, "it was not there" if isinstance(outcome, Gone) else "too old to be deleted")
            case Gone():
                if isinstance(call, Edit) and not post["delivered"] and not post["recreated"]:
                    tx.run("posts.recreate", id=post["id"], fence=fence, now=tx.now)
                else:
                    tx.run("posts.close", id=post["id"], fence=fence, problem="a person deleted it")
            case TooLate():
                tx.run("posts.close", id=post["id"], fence=fence, problem="the platform no longer allows it")
            case Blocked():
                tx.run("people.block_conversation", id=errand.conversation["id"], reason=outcome.reason)
                tx.hint("sessions")  # What goes on there has to rest.
                tx.run("posts.close", id=post["id"], fence=fence, problem=outcome.reason)
                log.info("conversation.blocked", conversation=errand.conversation["id"], reason=outcome.reason)
            case PostRefused():
                self._refused(tx, errand, outcome)
            case ChatMovedTo():
                move_chat(tx, self.adapter.name, errand.conversation["chat_id"], outcome.new.chat_id)
                self._retry(tx, post, tx.now, "the chat moved", post["refused_at"])

    def _retry(self, tx: Tx, post: Row, due_at: float, problem: str, failing_since: float, strays: int = 0) -> None:
        about = {"id": post["id"], "fence": post["fence"], "refused_at": failing_since}
        tx.run("posts.retry", **about, due_at=due_at, problem=problem, strays=strays)

    def _failing_since(self, tx: Tx, errand: Delivery) -> float:
        """Since when (unix seconds) the final form of a post is not taken; 0 for an earlier form: nothing of value is lost
        with it, so it is never given up."""
        return float(errand.post["refused_at"] or tx.now) if errand.rendered.final else 0.0

    def _is_about_this_post(self, tx: Tx, failing_since: float) -> bool:
        """Whether a post that gets no answer for hours is the reason itself: others got through meanwhile. While nobody does, the
        platform is away, and what waits for it is not given up."""
        return bool(failing_since) and self._heard_at > failing_since <= tx.now - REFUSED_PATIENCE_S

    def _refused(self, tx: Tx, errand: Delivery, refused: PostRefused) -> None:
        """Unknown is later; known, or unknown for hours, is another way."""
        post, final = errand.post, errand.rendered.final
        about = {"platform": self.adapter.name, "code": refused.code}
        began = self._failing_since(tx, errand)
        view = errand.call.view
        pictured = bool(view.picture or view.files) and not post["words_only"]
        known = refused.why != "unknown" or post["refusals"] + 1 >= ODD_REFUSALS
        if not final and pictured and known and not post["handle"]:
            # Nothing stands there yet, and what does not wait (a vote, a new round) is better in words than not at all.
            if refused.why == "unknown":
                alerts.report(tx, "alert-post-refused", **about)
            self._leave_out_picture(tx, post, refused, copied=False)
            return
        if not final or (refused.why == "unknown" and tx.now - began < REFUSED_PATIENCE_S):
            pause = pause_s(post["refusals"], REFUSED_PAUSE_S, REFUSED_MOST_PAUSE_S if final else PROGRESS_MOST_PAUSE_S)
            row = {"id": post["id"], "fence": post["fence"], "problem": refused.code}
            tx.run("posts.refused", **row, due_at=tx.now + pause, refused_at=began)
            if post["refusals"] + 1 >= ODD_REFUSALS:
                alerts.report(tx, "alert-post-refused", **about)
            return
        self._give_up(tx, errand, refused)

    def _give_up(self, tx: Tx, errand: Delivery, refused: PostRefused) -> None:
        """Another way: without the picture, and to its owner in private. Only when words are refused as well is the post closed;
        the operator is told in any case."""
        post, view = errand.post, errand.call.view
        about = {"platform": self.adapter.name, "code": refused.code}
        if refused.why == "not-allowed":
            tx.run("people.set_no_pictures", id=post["conversation_id"], at=tx.now)
            alerts.report(tx, "alert-no-pictures", **about, place=post["conversation_id"])
        elif refused.why != "gone":
            alerts.report(tx, "alert-post-given-up", **about)
        pictured = bool(view.picture or view.files)
        copied = bool(post["private_copy"])
        if not copied and refused.why != "gone":
            copied = self.renderers.copy_privately(tx, post, errand.conversation)
        if pictured and not post["words_only"]:
            self._leave_out_picture(tx, post, refused, copied=copied)
        else:
            tx.run("posts.close", id=post["id"], fence=post["fence"], problem=refused.code)
        log.warning("post.refused", post=post["id"], **about, why=refused.why, words=not post["words_only"])

    def _leave_out_picture(self, tx: Tx, post: Row, refused: PostRefused, *, copied: bool) -> None:
        row = {"id": post["id"], "fence": post["fence"], "problem": refused.code}
        tx.run("posts.words_only", **row, why=refused.why, copied=int(copied), now=tx.now)

    def _note_shown(self, tx: Tx, errand: Delivery, call: PostCall, outcome: Delivered) -> None:
        post, rendered = errand.post, errand.rendered
        if isinstance(call, Remove):
            self._removed(tx, post, "")
            return
        pictures = dict(outcome.pictures)
        if errand.conversation["no_pictures_at"] and (call.view.picture or call.view.files):
            tx.run("people.set_no_pictures", id=post["conversation_id"], at=0.0)
        for key in outcome.keys:
            tx.run(
                "posts.remember",
                conversation_id=post["conversation_id"],
                message_key=key,
                post_id=post["id"],
                image=pictures.get(key, rendered.image),
            )
        whole = isinstance(call, Edit) or call.view == rendered.view
        milestone = call.view.mark if whole else "accepted"
        self._shown(
            tx, post["id"], post["fence"], post, outcome.handle, milestone, rendered.final and whole, whole=whole
        )
        tx.hint("posts")

    def _removed(self, tx: Tx, post: Row, problem: str) -> None:
        tx.run("posts.removed", id=post["id"], fence=post["fence"], problem=problem, now=tx.now)
        tx.hint("posts")

    def _shown(
        self,
        tx: Tx,
        post_id: int,
        fence: int,
        post: Row,
        handle: str,
        milestone: str,
        delivered: bool,
        *,
        whole: bool = True,
    ) -> None:
        # A create that had to leave out its picture has shown nothing newer than the revision before.
        revision = post["revision"] if whole else post["revision"] - 1
        tx.run(
            "posts.shown",
            id=post_id,
            fence=fence,
            handle=handle,
            revision=revision,
            milestone=milestone,
            delivered=int(delivered),
            step="rest",
            now=tx.now,
        )


def _address(conversation: Row) -> Conversation:
    return Conversation(conversation["platform"], conversation["chat_id"], conversation["thread_id"])
