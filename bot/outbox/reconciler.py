"""The reconciler: makes the messages on a platform match the desired posts.

A post is leased with a fence and marked as `sending` before the call is made; then it is rendered and sent, and the
outcome is committed. Only the newest revision is sent, so progress cannot flood a chat. An interrupted create may leave
one unconfirmed text message: where `creates_pictures` is false (Telegram), pictures are added only by an edit, so there
is never a second picture. Elsewhere a create is idempotent (web, DingTalk cards) or there are no edits (plain DingTalk).
"""

from __future__ import annotations

from dataclasses import replace

import structlog

from bot.adapter_api import (
    Adapter,
    Conversation,
    Create,
    Edit,
    HasFileLimits,
    PostCall,
    Remove,
)
from bot.outbox import desired, send_budget
from bot.outbox.outcome_recorder import Delivery, OutcomeRecorder, note_shown
from bot.outbox.renderers import Rendered, Renderers
from bot.runtime.failpoints import hit
from bot.store import Store, Tx
from bot.store import topics as store_topics
from bot.store.loops import NEVER, WorkerGroup
from bot.store.rows import ConversationRow, PostRow

log = structlog.get_logger()

MILESTONES = frozenset({"notice", "accepted", "done", "failed", "cancelled", "held"})


class Reconciler(WorkerGroup[Delivery]):
    """Reconciles the posts of one platform."""

    name = "posts"
    topics = (store_topics.POSTS,)
    concurrency = 16
    looks_after_each = False

    def __init__(self, store: Store, adapter: Adapter, renderers: Renderers, lease_s: float = 90.0) -> None:
        super().__init__(store)
        self.lease_s = lease_s
        self.name = f"posts {adapter.name}"
        self.adapter = adapter
        self.renderers = renderers
        self.capabilities = adapter.capabilities
        self._file_limits = adapter if isinstance(adapter, HasFileLimits) else None
        self._recorder = OutcomeRecorder(adapter.name, adapter.capabilities, renderers)

    def renew(self, tx: Tx, item: Delivery, until: float) -> bool:
        return bool(tx.run("posts.renew", id=item.post.id, fence=item.post.fence, due_at=until))

    async def claim_due(self, free: int) -> tuple[list[Delivery], float]:
        # The second half of the lease is for the answer. Computed before the lease begins, so that it errs on the safe side.
        return await self.store.write(self._claim, free, self.clock.monotonic() + self.lease_s / 2)

    def _claim(self, tx: Tx, free: int, send_before: float) -> tuple[list[Delivery], float]:
        deliveries: list[Delivery] = []
        seen: set[int] = set()
        closed: dict[tuple[str, int], float] = {}
        for post in tx.all(PostRow, "posts.due", platform=self.adapter.name, now=tx.now, limit=free * 4):
            if len(deliveries) >= free:
                break
            if post.conversation_id in seen:
                continue  # One call per chat in each claim; after that the chat's send budget decides.
            conversation = tx.get(ConversationRow, "people.conversation_by_id", id=post.conversation_id)
            if conversation.blocked_reason:
                tx.run("posts.close", id=post.id, fence=post.fence, problem=conversation.blocked_reason)
                continue
            # The budget is checked before rendering: hundreds of posts may wait for one chat or platform, and rendering them all
            # first took longer than the pause until the next call.
            rates = self.capabilities.rates
            chat = send_budget.chat_key(rates, conversation.chat_id, conversation.thread_id)
            budget = (
                self.adapter.name,
                chat,
                bool(conversation.direct),
                rates,
                post.importance,
            )
            budget_key = (chat, post.importance)
            if later := closed.get(budget_key, 0.0) or send_budget.free_at(tx, *budget):
                closed[budget_key] = later
                tx.run("posts.postpone", id=post.id, due_at=later)
                continue
            # A post that cannot be rendered (a row of a newer version, a bug) must not block those behind it.
            rendered = self._render(tx, post, conversation.chat_id)
            if rendered is None:
                tx.run("posts.close", id=post.id, fence=post.fence, problem=desired.UNRENDERABLE)
                continue
            call = self._call(post, rendered)
            if call is None:
                self._skip(tx, post, rendered)
                continue
            send_budget.take(tx, *budget)  # Always taken: `free_at` has locked its rows and found it free.
            seen.add(post.conversation_id)
            if post.status == "sending" and isinstance(call, Create) and not self.capabilities.idempotent_creates:
                tx.run("posts.count_unconfirmed", id=post.id)  # Its worker died during the call: the message may exist.
            leased = tx.get(PostRow, "posts.lease", id=post.id, due_at=tx.now + self.lease_s)
            deliveries.append(Delivery(leased, conversation, rendered, call, send_before))
        return deliveries, float(tx.value("posts.next_due", platform=self.adapter.name) or NEVER)

    def _render(self, tx: Tx, post: PostRow, chat_id: str) -> Rendered | None:
        capabilities = self.capabilities
        if self._file_limits is not None:
            most = self._file_limits.max_file_bytes_in(chat_id)
            capabilities = replace(capabilities, max_picture_bytes=most, max_file_bytes=most)
        try:
            return self.renderers.render(tx, post, capabilities)
        except (LookupError, ValueError, TypeError, AttributeError, AssertionError) as error:
            log.exception("post.unrenderable", post=post.id, subject=post.subject, error=str(error))
            return None

    def _call(self, post: PostRow, rendered: Rendered) -> PostCall | None:
        """The call that makes the platform match this post; None if none is needed on this platform."""
        view = rendered.view
        if view is None:
            return None
        if post.desired == "gone":
            return Remove(post.id, post.handle, view) if post.handle else None
        if post.handle and self.capabilities.edits:
            return Edit(post.id, post.handle, view)
        if not self.capabilities.edits and (view.milestone not in MILESTONES or view.mark == post.shown_milestone):
            return None
        if view.picture and not self.capabilities.creates_pictures:
            # A create is always a short text: if its answer is lost, repeating it posts no second picture.
            view = replace(view, picture=None, buttons=())
        return Create(post.id, view)

    def _skip(self, tx: Tx, post: PostRow, rendered: Rendered) -> None:
        """Record a revision that needs no call as shown. A post may be written only under a lease: this one begins and ends
        in this transaction, and its fence is one higher than that of `post`, which was read before it."""
        tx.send("posts.lease", id=post.id, due_at=tx.now)
        milestone = rendered.view.mark if rendered.view else ""
        note_shown(tx, post, post.fence + 1, post.handle, milestone or post.shown_milestone, delivered=False)

    async def process(self, item: Delivery) -> None:
        hit("post.intended")
        if self.clock.monotonic() > item.send_before:
            return  # This process was suspended: the lease has expired, and another process may have the post.
        where = _address(item.conversation)
        outcome = await self.adapter.post(where, item.call)
        hit("post.answered")
        if await self.write_with_retries(lambda tx: self._recorder.note(tx, item, outcome)):
            self.look_again()
        hit("post.noted")


def _address(conversation: ConversationRow) -> Conversation:
    return Conversation(conversation.platform, conversation.chat_id, conversation.thread_id)
