"""`JobManager`: accepts requests, reports the queue status of a job."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import cast

from bot.adapter_api import GenerationRequest
from bot.grammar.word_rules import WordRule
from bot.jobs import (
    accounts,
    budgets,
    forecast,
    life_cycle,
    limits,
    moderation,
    money,
    prices,
    queue,
    task_stats,
    topics,
)
from bot.jobs.create_answer import WRONG_ADDRESS_REASON
from bot.jobs.disk import DiskSpace
from bot.jobs.limits import Denied, LimitsOf
from bot.jobs.limits_in_force import limits_in_force
from bot.jobs.moderation import WordPolicy
from bot.jobs.prices import Price
from bot.jobs.running_totals import ALL_TIME
from bot.jobs.states import WAITING, State
from bot.outbox import desired
from bot.store import Tx, alerts
from bot.store.rows import ChargeRow, ConversationRow, JobRow, PayerRow, PersonRow, PoolRow
from bot.upstream import Catalogue, ModelRoles
from config.settings import Limits, Settings

UNREACHABLE_AFTER_FAILURES = 3
"""Failures in a row after which people who wait are told that the upstream does not answer."""

PICTURES_BLOCKED_S = 6 * 3600.0
"""For how long a conversation that refused a picture counts as one that takes none. Ended earlier by a picture that gets
through, or by a change of the bot's rights there."""


@dataclass(frozen=True, slots=True)
class NewJob:
    """A request and whose it is. `payer`, `conversation`, `person` are store rows; `kind` is the command's name. A
    `quiet` job gets no post: the batch or session shows it. With a `session_id` the payer is the session's
    host; `author` is then the payer of the idea's author where that is another person. `agreed_li`: what a picture may cost at
    most, in li, because its payer has agreed to that or to more; None: what a picture of the role's model costs."""

    request: GenerationRequest
    payer: PayerRow
    person: PersonRow
    conversation: ConversationRow
    language: str
    reply_to: str = ""
    kind: str = "imagine"
    quiet: bool = False
    session_id: int = 0
    author: PayerRow | None = None
    agreed_li: int | None = None


@dataclass(frozen=True, slots=True)
class QueueStatus:
    """Position (0: not waiting, None: too far back to say) and seconds to the expected end. `waiting_for` is what keeps
    it from being claimed, if not other jobs."""

    position: int | None = 0
    done_in_s: float | None = None
    waiting_for: str = ""
    overdue_since: float | None = None


@dataclass(frozen=True, slots=True)
class JobManager:
    """All methods but `check_disk` work on an open transaction."""

    settings: Settings
    catalogue: Catalogue
    accounts: tuple[str, ...]
    disk: DiskSpace = field(default_factory=DiskSpace)
    file_rules: tuple[WordRule, ...] = ()

    def set_up(self, tx: Tx) -> None:
        """Create accounts and pools for the configuration and the catalogue; called at every start.

        Suspended ones are resumed: the operator has probably fixed them, and a refusal costs nothing. What waits for a model
        that is not allowed any more ends.
        """
        configured = self.settings.upstream
        for name in self.accounts:
            tx.run("queue.ensure_account", name=name)
            tx.run("queue.set_account_state", name=name, state="live", reason="", now=tx.now)
            for model in self.catalogue.models.values():
                pool_limits = {
                    "submissions_per_s": model.submissions_per_s,
                    "tasks_at_once": configured.tasks_at_once or model.tasks_at_once,
                }
                pool_limits |= limits.pool_changes(tx, name, model.name)
                tx.run("queue.ensure_pool", account=name, model=model.name, **pool_limits)
        for pool in tx.all(PoolRow, "queue.pools"):
            tx.run("queue.set_pool_state", id=pool.id, state="live", reason="", now=tx.now)
            if pool.model in self.catalogue.models and pool.model not in self.catalogue.offered:
                accounts.fail_waiting_jobs(tx, pool.id, "model-gone")
        tx.run("jobs.set_runtime_value", name=queue.RUNNING_LIMIT_KEY, value=str(self.limits(tx).running_jobs))

    @property
    def words(self) -> WordPolicy:
        """What prompts are held to."""
        return WordPolicy(self.settings.moderation, self.file_rules)

    @property
    def roles(self) -> ModelRoles:
        """Which model does what, and what a picture may cost."""
        return ModelRoles(self.catalogue, self.settings.upstream)

    def check_disk(self) -> bool:
        """Look at the disk; True if there is room for new pictures."""
        return self.disk.check(self.settings.data_dir, self.settings.keeping.low_disk_bytes)

    def limits(self, tx: Tx) -> Limits:
        """The limits in force for those who have none of their own."""
        return limits_in_force(tx, self.settings, None)

    def limits_of(self, tx: Tx, person: PersonRow | None, conversation: ConversationRow | None) -> Limits:
        """The limits in force for a person where they speak."""
        return limits_in_force(tx, self.settings, person, conversation)

    def limits_of_payer(self, tx: Tx, payer: PayerRow, conversation: ConversationRow) -> Limits:
        """The same for a payer."""
        person = tx.one(PersonRow, "people.person_by_id", id=payer.ref_id) if payer.kind == "person" else None
        return limits_in_force(tx, self.settings, person, conversation)

    def price(self, tx: Tx, request: GenerationRequest, account_name: str = "") -> Price:
        """What a request costs its payer now; nothing if its model has left the catalogue, since it will not be painted.

        `account_name`: only with the allowance of this account (empty: of any). The embedded studio costs nothing. A
        request is either wholly free or wholly paid.
        """
        if self.settings.uses_studio:
            return Price(0)
        model, n = self.catalogue.models.get(request.model), request.n
        if model is None:
            return Price(0)
        today = money.day_of(tx.now, self.settings.zone)
        for account in limits.current_accounts(tx, self.settings.upstream.accounts):
            if account_name not in ("", account.name):
                continue
            if model.free_pictures and account.free_until and today <= account.free_until:
                scope = money.free_scope(account.name, model.name)
                if money.spent_on(tx, scope, ALL_TIME).pictures + n <= model.free_pictures:
                    return Price(0, free_scope=scope)
        return Price(model.picture_price_li(request), model.inputs_price_li(request))

    def price_for(self, tx: Tx, request: GenerationRequest, payer_id: int) -> Price:
        """What a request would cost this payer if it was accepted now: with the allowance of the account that would paint it."""
        pool = self._pool_for(tx, request.model, payer_id)
        return self.price(tx, request, pool.account if pool else "")

    def free_left(self, tx: Tx, job: JobRow) -> int:
        """How many free pictures are left of the allowance that a free job uses."""
        model = self.catalogue.models.get(job.model)
        for row in tx.all(ChargeRow, "money.charges_of_job", job_id=job.id):
            if model and row.free_scope:
                return max(0, model.free_pictures - money.spent_on(tx, row.free_scope, ALL_TIME).pictures)
        return 0

    def accept(self, tx: Tx, new_job: NewJob) -> JobRow | Denied:
        """Queue a request that its model can serve. Returns the job's row, or which limit denies it; then nothing was
        written but a refusal by the moderation. The job and its post are part of the caller's transaction."""
        request = new_job.request
        model = self.catalogue.offered.get(request.model)
        if model is None:
            return Denied("model-gone", {"model": request.model})
        if self.disk.low:
            return Denied("limit-disk", {})
        if new_job.person.banned:
            return Denied("limit-banned", {})
        if tx.now - new_job.conversation.no_pictures_at < PICTURES_BLOCKED_S:
            return Denied("limit-no-pictures", {})
        if new_job.conversation.mode == "off":
            return Denied("limit-chat-off", {})
        if denied := moderation.refusal(tx, self.words, request.prompt, new_job.person.id, new_job.conversation.id):
            return denied
        money.lock_acceptance(tx)
        pool = self._pool_for(tx, request.model, new_job.payer.id)
        if pool is None:
            alerts.report(tx, "alert-no-account", model=request.model)
            return Denied("limit-no-account", {"model": request.model})
        price = self.price(tx, request, pool.account)
        of_payer, of_author = self._limits_of_job(tx, new_job)
        allowed = limits.check(
            tx,
            self.settings.zone,
            of_payer,
            conversation=new_job.conversation,
            n=request.n,
            price_li=price.total_li(request.n),
            author=of_author,
        )
        if isinstance(allowed, Denied):
            budgets.alert_exhausted(tx, self.settings, allowed.text_id)
            return allowed if new_job.quiet else self._with_retry_time(tx, allowed, new_job.payer)
        if denied := prices.deny(self.roles, request, price.each_li(request.n), new_job.agreed_li):
            return denied
        queue.lock_lanes(tx, new_job.payer.id)
        lane_id = tx.value("queue.lane", pool_id=pool.id, payer_id=new_job.payer.id, weight=new_job.payer.weight)
        queue.note_arrival(tx, lane_id)
        uploads = not (model.reference and model.reference.data_uri) or self.settings.moderation.screens("in")
        job = tx.get(
            JobRow,
            "jobs.insert",
            payer_id=new_job.payer.id,
            person_id=new_job.person.id,
            conversation_id=new_job.conversation.id,
            pool_id=pool.id,
            lane_id=lane_id,
            reply_to=new_job.reply_to,
            language=new_job.language,
            request=json.dumps(request.to_json(), ensure_ascii=False),
            prompt=request.prompt,
            style=request.style,
            kind=new_job.kind,
            model=request.model,
            n=request.n,
            price_li=price.picture_li,
            input_li=price.inputs_li,
            prepared=int(request.reference is None or not uploads),
            session_id=new_job.session_id,
            author_payer_id=new_job.author.id if new_job.author else 0,
            now=tx.now,
        )
        tx.run("jobs.add_event", job_id=job.id, now=tx.now, from_state="", to_state=State.QUEUED, details=new_job.kind)
        money.reserve(tx, job, money.day_of(tx.now, self.settings.zone), price.free_scope, allowed.gift_pictures)
        queue.refresh_lanes(tx, new_job.payer.id)
        if not new_job.quiet:
            desired.ensure(tx, new_job.conversation, f"job:{job.id}", {"job": job.id})
        topics.hint_transition(tx, job, None, State.QUEUED)
        if moderation.mark(tx, self.words, job, request.prompt, whole_chat=new_job.conversation.mode == "moderated"):
            life_cycle.hold_back(tx, job, life_cycle.AWAITS_MODERATOR)
            job = tx.get(JobRow, "jobs.get", id=job.id)
        return job

    def _limits_of_job(self, tx: Tx, new_job: NewJob) -> tuple[LimitsOf, LimitsOf | None]:
        """The limits of who pays for a job, and those of its author where that is another person."""
        payer, author = new_job.payer, new_job.author
        in_force = self.limits_of(tx, new_job.person, new_job.conversation)
        if payer.kind == "person" and payer.ref_id == new_job.person.id:
            return LimitsOf(payer, in_force), LimitsOf(author, in_force) if author else None
        of_payer = self.limits_of_payer(tx, payer, new_job.conversation)
        return LimitsOf(payer, of_payer), LimitsOf(author, in_force) if author else None

    def leaves_room(self, tx: Tx, payer: PayerRow, conversation: ConversationRow) -> bool:
        """Whether a batch or a session may queue one more job for a payer now. They leave one waiting place free for the
        payer's other requests; if nothing waits, one job is always allowed."""
        most = self.limits_of_payer(tx, payer, conversation).waiting_jobs
        return not most or int(tx.value("jobs.waiting_of_payer", payer_id=payer.id)) < max(1, most - 1)

    def _with_retry_time(self, tx: Tx, denied: Denied, payer: PayerRow) -> Denied:
        """Add to a refusal for too many waiting jobs when to try again: when the first of them begins, by the
        forecast."""
        first = (
            tx.one(JobRow, "jobs.first_waiting_of_payer", payer_id=payer.id)
            if denied.text_id == "limit-waiting"
            else None
        )
        done_in_s = self.queue_status(tx, first).done_in_s if first else None
        if first is None or done_in_s is None:
            return denied
        return replace(denied, again_at=tx.now + max(1.0, done_in_s - self.duration(tx, first.model).typical_s))

    def _pool_for(self, tx: Tx, model: str, payer_id: int) -> PoolRow | None:
        """A pool of a live account that serves a model. Payers are spread evenly; idle pools steal jobs of busy
        ones."""
        pools = [p for p in tx.all(PoolRow, "queue.pools_of_model", model=model) if p.account in self.accounts]
        live = [p for p in pools if p.is_live]
        # With every account suspended the job waits nevertheless: once the key works nobody has to ask again.
        choice = live or pools
        return choice[payer_id % len(choice)] if choice else None

    def queue_status(self, tx: Tx, job: JobRow) -> QueueStatus:
        """The queue status of a job, computed from the order in which jobs will be submitted; once a transaction."""
        key = ("queue status", job.id, job.fence)
        if key not in tx.memo:
            tx.memo[key] = self._queue_status(tx, job)
        return cast("QueueStatus", tx.memo[key])

    def _queue_status(self, tx: Tx, job: JobRow) -> QueueStatus:
        state = State(job.state)
        pool = tx.get(PoolRow, "queue.pool", id=job.pool_id)
        duration = self.duration(tx, job.model, job.n)
        if state in WAITING:
            if pool.paused:
                return QueueStatus(None, None, "paused")
            if not pool.is_live:
                return QueueStatus(None, None, "account")
            if pool.pause_reason == WRONG_ADDRESS_REASON:
                return QueueStatus(None, None, "account")
            waiting_for = "upstream" if pool.failures >= UNREACHABLE_AFTER_FAILURES else ""
            if job.resting_until > tx.now and not waiting_for:
                return QueueStatus(None, job.resting_until - tx.now, "rest")
            if forecast.is_beyond_forecast(tx, job.lane_id):
                # Otherwise each answer would compute the forecast of a long queue.
                return QueueStatus(None, None, waiting_for)
            position = self.positions(tx, pool).get(job.id)
            return (
                QueueStatus(position.position, position.done_in_s, waiting_for)
                if position
                else QueueStatus(None, None, waiting_for)
            )
        if state in (State.RUNNING, State.SUBMITTING) and job.task_started_at:
            age, began = tx.now - job.task_started_at, float(job.task_started_at)
            if age > duration.latest_s:
                return QueueStatus(0, task_stats.remaining_s(duration, age), "overdue", began + duration.latest_s)
            return QueueStatus(0, task_stats.remaining_s(duration, age))
        return QueueStatus(0, duration.typical_s)

    def duration(self, tx: Tx, model: str, n: int = task_stats.ALL) -> task_stats.TaskDuration:
        """The estimated duration of a task of a model, with `n` pictures or any number."""
        known = self.catalogue.models.get(model)
        return task_stats.estimate(tx, model, known.typical_task_s if known else 15.0, n)

    def positions(self, tx: Tx, pool: PoolRow) -> Mapping[int, forecast.QueuePosition]:
        """The positions of the first waiting jobs of a pool; computed once a transaction."""
        if known := tx.memo.get(("positions", pool.id)):
            return cast("Mapping[int, forecast.QueuePosition]", known)
        model = self.catalogue.models.get(pool.model)
        if model and model.protocol == "answer":
            pool = pool._replace(spare=0)  # Without tasks nothing can wait upstream.
        snapshot = forecast.load(
            tx,
            pool,
            duration=self.duration(tx, pool.model),
            running_limit=int(tx.value("jobs.runtime_value", name=queue.RUNNING_LIMIT_KEY) or 1),
            held_since=tx.now - self.settings.upstream.task_max_s,
        )
        found = tx.memo[("positions", pool.id)] = forecast.positions(snapshot)
        return found
