"""The reconciler: brings what stands in each conversation into line with what should stand there.

A post is taken with a lease and a fence and noted as `sending` before the call leaves; then it is rendered, sent, and the
outcome noted. Only the newest revision is ever sent, so progress cannot flood a chat; an interrupted create may leave one
stray text and never a second picture, because where a platform can edit, a picture enters only by an edit.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import structlog

from bot.loops import NEVER, Crew
from bot.messages import (
    Adapter,
    Blocked,
    Conversation,
    Create,
    Edit,
    Gone,
    Later,
    Lost,
    MovedTo,
    Outcome,
    PostCall,
    Remove,
    Shown,
    TooLate,
)
from bot.points import reach
from bot.posts import budget, wishes
from bot.posts.moving import move_chat
from bot.posts.rendering import Rendered, Renderers
from bot.store import Row, Store, Tx

log = structlog.get_logger()

LOST_PAUSE_S = 2.0
MOST_PAUSE_S = 600.0
MILESTONES = frozenset({"notice", "accepted", "done", "failed", "cancelled", "held"})


@dataclass(frozen=True, slots=True)
class Errand:
    """One post to be brought about: its row as leased, where, what, by which call, and until when the call may leave (on the
    monotonic clock)."""

    post: Row
    conversation: Row
    rendered: Rendered
    call: PostCall
    send_by: float


class Reconciler(Crew[Errand]):
    """Keeps one platform's posts in line."""

    name = "posts"
    topics = ("posts",)
    hands = 16

    def __init__(self, store: Store, adapter: Adapter, renderers: Renderers, lease_s: float = 90.0) -> None:
        super().__init__(store)
        self.lease_s = lease_s
        self.name = f"posts {adapter.name}"
        self.adapter = adapter
        self.renderers = renderers
        self.abilities = adapter.abilities

    async def take(self, free: int) -> tuple[list[Errand], float]:
        # The second half of a lease is for the answer. Taken before the lease is, so that it is never too late.
        return await self.store.write(self._take, free, self.clock.monotonic() + self.lease_s / 2)

    def _take(self, tx: Tx, free: int, send_by: float) -> tuple[list[Errand], float]:
        errands: list[Errand] = []
        seen: set[int] = set()
        closed: dict[tuple[str, bool], float] = {}
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
            result = post["importance"] >= wishes.RESULT
            purse = (self.adapter.name, conversation["chat_id"], bool(conversation["direct"]), self.abilities.rates)
            place = (conversation["chat_id"], result)
            if later := closed.get(place, 0.0) or budget.free_at(tx, *purse, result=result):
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
            budget.take(tx, *purse, result=result)
            seen.add(post["conversation_id"])
            if post["step"] == "sending" and isinstance(call, Create) and not self.abilities.idempotent_creates:
                tx.run("posts.count_stray", id=post["id"])  # Its worker died on the way: it may stand there unseen.
            tx.run("posts.lease", id=post["id"], due_at=tx.now + self.lease_s)
            errands.append(Errand(tx.get("posts.by_id", id=post["id"]), conversation, rendered, call, send_by))
        return errands, float(tx.value("posts.next_due", platform=self.adapter.name) or NEVER)

    def _render(self, tx: Tx, post: Row) -> Rendered | None:
        try:
            return self.renderers.render(tx, post, self.abilities)
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
        if post["handle"] and self.abilities.edits:
            return Edit(post["id"], post["handle"], view)
        if not self.abilities.edits and (view.milestone not in MILESTONES or view.mark == post["shown_milestone"]):
            return None
        if view.picture and not self.abilities.creates_pictures:
            # A create is always a short text: if its answer is lost, no second picture can come of it.
            view = replace(view, picture=None, buttons=())
        return Create(post["id"], view)

    def _skip(self, tx: Tx, post: Row, rendered: Rendered) -> None:
        tx.run("posts.lease", id=post["id"], due_at=tx.now)
        milestone = rendered.view.mark if rendered.view else ""
        self._shown(
            tx, post["id"], post["fence"] + 1, post, post["handle"], milestone or post["shown_milestone"], False
        )

    async def work(self, item: Errand) -> None:
        reach("post.intended")
        if self.clock.monotonic() > item.send_by:
            return  # This process was stopped and woke late: by now the post is somebody else's.
        where = _address(item.conversation)
        outcome = await self.adapter.post(where, item.call)
        reach("post.answered")
        await self.store.write(self.note, item, outcome)
        reach("post.noted")

    def note(self, tx: Tx, errand: Errand, outcome: Outcome) -> None:
        """Note what became of a call."""
        post, call = errand.post, errand.call
        fence = post["fence"]
        if not tx.run("posts.hold", id=post["id"], fence=fence):
            # Taken over while the call was on its way. It may have put an older form in the place of a newer one, so
            # the newest is sent once more.
            if isinstance(outcome, Shown | Lost):
                wishes.touch(tx, post["subject"], post["importance"])
            return
        match outcome:
            case Shown():
                self._note_shown(tx, errand, call, outcome)
            case Later():
                until = tx.now + outcome.after_s
                chat = "" if outcome.whole_platform else errand.conversation["chat_id"]
                budget.close(tx, self.adapter.name, chat, until)
                tx.run("posts.retry", id=post["id"], fence=fence, due_at=until, problem=outcome.reason, strays=0)
            case Lost():
                stray = int(isinstance(call, Create) and not self.abilities.idempotent_creates)
                pause = min(MOST_PAUSE_S, LOST_PAUSE_S * 2 ** min(post["tries"], 9))
                tx.run(
                    "posts.retry",
                    id=post["id"],
                    fence=fence,
                    due_at=tx.now + pause,
                    problem=outcome.reason,
                    strays=stray,
                )
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
            case MovedTo():
                move_chat(tx, self.adapter.name, errand.conversation["chat_id"], outcome.new.chat_id)
                tx.run("posts.retry", id=post["id"], fence=fence, due_at=tx.now, problem="the chat moved", strays=0)

    def _note_shown(self, tx: Tx, errand: Errand, call: PostCall, outcome: Shown) -> None:
        post, rendered = errand.post, errand.rendered
        if isinstance(call, Remove):
            tx.run("posts.close", id=post["id"], fence=post["fence"], problem="")
            return
        pictures = dict(outcome.pictures)
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
