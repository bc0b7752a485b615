"""Commits the outcomes of calls to a platform: what its message shows now, when to call again, when to fall back to
text."""

from __future__ import annotations

from dataclasses import dataclass

import structlog

from bot.adapter_api import (
    Blocked,
    ChatMovedTo,
    Create,
    Delivered,
    Edit,
    Gone,
    Outcome,
    PlatformCapabilities,
    PostCall,
    PostRefused,
    Remove,
    RetryLater,
    Skipped,
    TooLate,
    Unconfirmed,
)
from bot.outbox import desired, send_budget
from bot.outbox.chat_migration import move_chat
from bot.outbox.renderers import Rendered, Renderers
from bot.runtime.backoff import retry_pause_s
from bot.store import Tx, alerts, topics
from bot.store.rows import ConversationRow, PostRow

log = structlog.get_logger()

UNCONFIRMED_PAUSE_S = 2.0
MOST_PAUSE_S = 600.0
PROGRESS_MOST_PAUSE_S = 60.0
REFUSED_PAUSE_S = 5.0
REFUSED_MOST_PAUSE_S = 900.0
REFUSED_PATIENCE_S = 6 * 3600.0
"""How long a post is retried that the platform refuses with an unknown error."""
ALERT_AFTER_REFUSALS = 3
"""After how many unknown errors for one post the operator is alerted: a single one may be transient."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One call to make: the post's row as leased, its conversation, what was rendered, the call, and until when it may
    be made (monotonic clock)."""

    post: PostRow
    conversation: ConversationRow
    rendered: Rendered
    call: PostCall
    send_before: float


class OutcomeRecorder:
    """Commits the outcomes of one platform's calls."""

    def __init__(self, platform: str, capabilities: PlatformCapabilities, renderers: Renderers) -> None:
        self.platform = platform
        self.capabilities = capabilities
        self.renderers = renderers
        self._last_delivered_at = 0.0
        """When the platform last accepted a post, of any chat (unix seconds)."""

    def note(self, tx: Tx, delivery: Delivery, outcome: Outcome) -> bool:
        """Commit the outcome of a call. True if the post may be due again, now or later."""
        post, call = delivery.post, delivery.call
        fence = post.fence
        locked = tx.value("posts.lock_leased", id=post.id, fence=fence)
        if locked is None:
            # Another process took the post over during the call, which may have replaced a newer revision by an older one:
            # send the newest again.
            if isinstance(outcome, Delivered | Unconfirmed):
                desired.mark_dirty(tx, post.subject, post.importance)
            return False
        revision = int(locked)
        match outcome:
            case Delivered():
                self._last_delivered_at = tx.now
                return self._delivered(tx, delivery, call, outcome) < revision
            case Skipped():
                milestone = call.view.mark or post.shown_milestone
                return note_shown(tx, post, fence, post.handle, milestone, delivered=False) < revision
            case RetryLater():
                until = tx.now + outcome.after_s
                if not outcome.this_post:
                    place, rates = delivery.conversation, self.capabilities.rates
                    chat = send_budget.chat_key(rates, place.chat_id, place.thread_id)
                    send_budget.close(tx, self.platform, "" if outcome.whole_platform else chat, until)
                failing = self._failing_since(tx, delivery) if outcome.unwell else post.refused_at
                if outcome.unwell and self._is_about_this_post(tx, failing):
                    self._give_up(tx, delivery, PostRefused(outcome.reason))
                    return True
                self._retry(tx, post, until, outcome.reason, failing)
            case Unconfirmed():
                unconfirmed = int(isinstance(call, Create) and not self.capabilities.idempotent_creates)
                pause = retry_pause_s(post.tries, UNCONFIRMED_PAUSE_S, MOST_PAUSE_S)
                failing = self._failing_since(tx, delivery)
                if self._is_about_this_post(tx, failing):
                    self._give_up(tx, delivery, PostRefused(outcome.reason))
                    return True
                self._retry(tx, post, tx.now + pause, outcome.reason, failing, unconfirmed)
            case Gone() | TooLate() if isinstance(call, Remove):
                self._removed(tx, post, "it was not there" if isinstance(outcome, Gone) else "too old to be deleted")
            case Gone():
                if isinstance(call, Edit) and not post.delivered and not post.recreated:
                    tx.run("posts.recreate", id=post.id, fence=fence, now=tx.now)
                else:
                    tx.run("posts.close", id=post.id, fence=fence, problem="a person deleted it")
            case TooLate():
                tx.run("posts.close", id=post.id, fence=fence, problem="the platform no longer allows it")
            case Blocked():
                tx.run("people.block_conversation", id=delivery.conversation.id, reason=outcome.reason)
                tx.hint(topics.SESSIONS)  # A session there is paused.
                tx.run("posts.close", id=post.id, fence=fence, problem=outcome.reason)
                log.info("conversation.blocked", conversation=delivery.conversation.id, reason=outcome.reason)
            case PostRefused():
                self._refused(tx, delivery, outcome)
            case ChatMovedTo():
                if outcome.new.chat_id == delivery.conversation.chat_id:
                    tx.run("people.move_thread", id=delivery.conversation.id, thread_id=outcome.new.thread_id)
                else:
                    move_chat(tx, self.platform, delivery.conversation.chat_id, outcome.new.chat_id)
                self._retry(tx, post, tx.now, "the chat moved", post.refused_at)
        return True

    def _retry(
        self, tx: Tx, post: PostRow, due_at: float, problem: str, failing_since: float, unconfirmed: int = 0
    ) -> None:
        about = {"id": post.id, "fence": post.fence, "refused_at": failing_since}
        tx.run("posts.retry", **about, due_at=due_at, problem=problem, unconfirmed=unconfirmed)

    def _failing_since(self, tx: Tx, delivery: Delivery) -> float:
        """Since when (unix seconds) the final form of a post fails; 0 for an earlier form, whose retries never end: it
        will be replaced anyway."""
        return float(delivery.post.refused_at or tx.now) if delivery.rendered.final else 0.0

    def _is_about_this_post(self, tx: Tx, failing_since: float) -> bool:
        """Whether it is this post that fails, not the platform: it has failed for hours while others were delivered.
        While the platform is down, no post is given up."""
        return bool(failing_since) and self._last_delivered_at > failing_since <= tx.now - REFUSED_PATIENCE_S

    def _refused(self, tx: Tx, delivery: Delivery, refused: PostRefused) -> None:
        """Retry after an unknown error; after a known one, or hours of unknown ones, fall back (`_give_up`)."""
        post, final = delivery.post, delivery.rendered.final
        about = {"platform": self.platform, "code": refused.code}
        began = self._failing_since(tx, delivery)
        view = delivery.call.view
        pictured = bool(view.picture or view.files) and not post.words_only
        known = refused.why != "unknown" or post.refusals + 1 >= ALERT_AFTER_REFUSALS
        if not final and pictured and known and not post.handle:
            # There is no message yet, and what cannot wait (a vote, a new round) is better sent as text than not at all.
            if refused.why == "unknown":
                alerts.report(tx, "alert-post-refused", **about)
            self._leave_out_picture(tx, post, refused, copied=False)
            return
        if not final or (refused.why == "unknown" and tx.now - began < REFUSED_PATIENCE_S):
            pause = retry_pause_s(
                post.refusals, REFUSED_PAUSE_S, REFUSED_MOST_PAUSE_S if final else PROGRESS_MOST_PAUSE_S
            )
            row = {"id": post.id, "fence": post.fence, "problem": refused.code}
            tx.run("posts.note_refused", **row, due_at=tx.now + pause, refused_at=began)
            if post.refusals + 1 >= ALERT_AFTER_REFUSALS:
                alerts.report(tx, "alert-post-refused", **about)
            return
        self._give_up(tx, delivery, refused)

    def _give_up(self, tx: Tx, delivery: Delivery, refused: PostRefused) -> None:
        """Fall back to text without the picture, and to a private copy for the owner. The post is closed only when text
        is refused as well; the operator is alerted in any case."""
        post, view = delivery.post, delivery.call.view
        about = {"platform": self.platform, "code": refused.code}
        if refused.why == "not-allowed":
            tx.run("people.set_no_pictures", id=post.conversation_id, at=tx.now)
            alerts.report(tx, "alert-no-pictures", **about, place=post.conversation_id)
        elif refused.why not in ("gone", "too-late"):
            alerts.report(tx, "alert-post-given-up", **about)
        pictured = bool(view.picture or view.files)
        copied = bool(post.private_copy)
        if not copied and refused.why != "gone":
            copied = self.renderers.copy_privately(tx, post, delivery.conversation)
        if pictured and not post.words_only:
            self._leave_out_picture(tx, post, refused, copied=copied)
        else:
            tx.run("posts.close", id=post.id, fence=post.fence, problem=refused.code)
        log.warning("post.refused", post=post.id, **about, why=refused.why, words=not post.words_only)

    def _leave_out_picture(self, tx: Tx, post: PostRow, refused: PostRefused, *, copied: bool) -> None:
        row = {"id": post.id, "fence": post.fence, "problem": refused.code}
        tx.run("posts.words_only", **row, why=refused.why, copied=int(copied), now=tx.now)

    def _delivered(self, tx: Tx, delivery: Delivery, call: PostCall, outcome: Delivered) -> int:
        """Returns the revision that is shown now; of a message that was deleted the one that this was called for."""
        post, rendered = delivery.post, delivery.rendered
        if isinstance(call, Remove):
            self._removed(tx, post, "")
            return post.revision
        pictures = dict(outcome.pictures)
        if delivery.conversation.no_pictures_at and (call.view.picture or call.view.files):
            tx.run("people.set_no_pictures", id=post.conversation_id, at=0.0)
        for key in outcome.keys:
            tx.run(
                "posts.add_message_ref",
                conversation_id=post.conversation_id,
                message_key=key,
                post_id=post.id,
                image=pictures.get(key, rendered.image),
            )
        whole = isinstance(call, Edit) or call.view == rendered.view
        milestone = call.view.mark if whole else "accepted"
        delivered = rendered.final and whole
        return note_shown(tx, post, post.fence, outcome.handle, milestone, delivered=delivered, whole=whole)

    def _removed(self, tx: Tx, post: PostRow, problem: str) -> None:
        tx.run("posts.note_removed", id=post.id, fence=post.fence, problem=problem, now=tx.now)
        tx.hint(topics.POSTS)


def note_shown(
    tx: Tx, post: PostRow, fence: int, handle: str, milestone: str, *, delivered: bool, whole: bool = True
) -> int:
    """A post stands as it should. A create without its picture (not `whole`) has not shown this revision in full: it is
    left due for the edit. Returns the revision that is shown."""
    shown = int(post.revision) if whole else int(post.revision) - 1
    tx.send(
        "posts.note_shown",
        id=post.id,
        fence=fence,
        handle=handle,
        revision=shown,
        milestone=milestone,
        delivered=int(delivered),
        status="idle",
        now=tx.now,
    )
    return shown
