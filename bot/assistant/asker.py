"""The worker that asks the chat model."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import structlog

from bot.assistant.answers import prompt_of
from bot.assistant.calls import call_subject, end_failed
from bot.assistant.instructions import MAX_CHARS, chat_request
from bot.assistant.pictures import picture_for_chat
from bot.assistant.refusals import refusal_text
from bot.jobs import accounts, limits, moderation, money, pauses
from bot.jobs.manager import JobManager
from bot.jobs.quotas import Who
from bot.media import ImageProblem
from bot.media.storage.picture_store import PictureStore
from bot.outbox import desired
from bot.runtime.failpoints import hit
from bot.runtime.texts import Texts
from bot.screening.screener import ImageScreener, ImageToScreen, Screened
from bot.store import Store, Tx, alerts, topics
from bot.store.loops import NEVER, WorkerGroup
from bot.store.rows import AccountRow, ChatCallRow
from bot.upstream import AnswerLost, NotSent, Refused, Treatment
from bot.upstream.chat import ChatAnswered, ChatModels, ChatOutcome

log = structlog.get_logger()

ANSWER_TIMEOUT_S = 30.0
LEASE_S = 45.0
MOST_LOST = 2
"""After this many lost answers a call fails; after the first one the model is asked once more."""
MOST_TRIES = 5
"""After this many tries a call fails. A try that is refused because the service is busy costs nothing."""
MAX_PAUSE_S = 5.0
"""The longest pause between two tries: a person is waiting, and is better served by an early failure."""


@dataclass(frozen=True, slots=True)
class ChatAccounts:
    """The accounts that can be asked, by name, and the manager that knows their limits."""

    manager: JobManager
    chats: Mapping[str, ChatModels]

    def choose(self, tx: Tx, call: ChatCallRow, paused: Collection[str]) -> str:
        """The account to ask, in turn, so that another try asks another one; empty if none can be asked."""
        usable = [
            row.name
            for row in tx.all(AccountRow, "queue.accounts")
            if row.name in self.chats
            and row.state == "live"
            and not limits.account_again_at(tx, self.manager.settings, row.name, call.price_li)
            and not pauses.blocks(paused, account=row.name)
        ]
        return usable[(call.id + call.tries) % len(usable)] if usable else ""


class CallWorker(WorkerGroup[ChatCallRow]):
    """Asks for what is waiting, and for what a process that died has not got an answer to."""

    name = "calls"
    topics = (topics.CALLS,)
    concurrency = 8
    lease_s = LEASE_S

    def __init__(
        self, store: Store, manager: JobManager, chats: Mapping[str, ChatModels], pictures: PictureStore, texts: Texts
    ) -> None:
        super().__init__(store)
        self.accounts = ChatAccounts(manager, chats)
        self.model = manager.settings.upstream.chat_model
        self.pictures = pictures
        self.screener = ImageScreener(store, pictures, manager.settings.moderation)
        self.texts = texts

    def renew(self, tx: Tx, item: ChatCallRow, until: float) -> bool:
        return bool(tx.run("calls.renew", id=item.id, fence=item.fence, due_at=until))

    async def claim_due(self, free: int) -> tuple[list[ChatCallRow], float]:
        return await self.store.write(self._claim, free)

    def _claim(self, tx: Tx, free: int) -> tuple[list[ChatCallRow], float]:
        claimed, paused = [], pauses.paused(tx)
        for call in tx.all(ChatCallRow, "calls.due", now=tx.now, limit=free):
            if call.state == "asking":  # Its process died: the question may have left.
                call = call._replace(lost=call.lost + 1)
                money.record_call_cost(tx, call, self.model)
            if call.lost >= MOST_LOST:
                end_failed(tx, call, "call-lost")
            elif call.lost and not self._may_cost_more(tx, call):
                end_failed(tx, call, "call-lost-once")
            elif not self.model:
                end_failed(tx, call, "call-off")
            elif pauses.blocks(paused, model=self.model):
                end_failed(tx, call, "call-paused")
            elif account := self.accounts.choose(tx, call, paused):
                until = tx.now + self.lease_s
                leased = tx.one(
                    ChatCallRow,
                    "calls.lease",
                    id=call.id,
                    fence=call.fence,
                    account=account,
                    lost=call.lost,
                    due_at=until,
                )
                claimed += [leased] if leased else []
            else:
                alerts.report(tx, "alert-no-account", model=self.model)
                end_failed(tx, call, "call-no-account")
        return claimed, float(tx.value("calls.next_due") or NEVER)

    def _may_cost_more(self, tx: Tx, call: ChatCallRow) -> bool:
        """Whether the budgets have room for another answer: what was reserved pays for one, and that may have been billed."""
        manager = self.accounts.manager
        in_force = manager.limits(tx)
        return limits.check_money(tx, in_force, manager.settings.zone, Who(), call.price_li, call.day) is None

    async def process(self, item: ChatCallRow) -> None:
        try:
            if item.image and not await self._may_be_shown(item):
                return
            image = await picture_for_chat(self.pictures, item.image) if item.image else ""
        except KeyError:
            await self.write_with_retries(lambda tx: end_failed(tx, item, "reference-gone"))
            return
        except ImageProblem:
            await self.write_with_retries(lambda tx: end_failed(tx, item, "image-damaged"))
            return
        except OSError as error:
            log.warning("call.no-image", call=item.id, error=str(error))
            await self.write_with_retries(lambda tx: self._ask_later(tx, item, "call-not-reached"))
            return
        request = chat_request(item, self.model, self.texts, image)
        hit("call.intended")
        outcome = await self.accounts.chats[item.account].ask(request, timeout_s=ANSWER_TIMEOUT_S)
        hit("call.answered")
        _log(item, self.model, outcome)
        await self.write_with_retries(lambda tx: self._note(tx, item, outcome))
        hit("call.noted")

    async def _may_be_shown(self, call: ChatCallRow) -> bool:
        """Whether the hook for images lets a picture through; if not, the call is ended. (A call waits for no moderator: who
        wants to have the picture looked at can have something painted from it.)"""
        found = await self.screener.screen([ImageToScreen(call.image, 1)], "in")
        barred = next((each for each in found if each.verdict != "allow"), None)
        if barred is None:
            return True
        await self.write_with_retries(lambda tx: self._note_barred(tx, call, barred))
        return False

    def _note_barred(self, tx: Tx, call: ChatCallRow, barred: Screened) -> None:
        is_refused = barred.verdict == "refuse"
        if end_failed(tx, call, "call-image-refused" if is_refused else "call-image-unseen") and is_refused:
            moderation.refuse_call_image(tx, call.person_id, call.conversation_id, barred.reason)

    def _note(self, tx: Tx, call: ChatCallRow, outcome: ChatOutcome) -> None:
        match outcome:
            case ChatAnswered():
                money.record_call_cost(tx, call, self.model)
                prompt = prompt_of(outcome.text, min(MAX_CHARS, call.answer_limit), is_cut=outcome.is_cut)
                if not prompt:
                    end_failed(tx, call, "call-empty")
                elif tx.run("calls.answer", id=call.id, fence=call.fence, answer=prompt, now=tx.now):
                    desired.mark_dirty(tx, call_subject(call.id), desired.RESULT)
            case AnswerLost():
                money.record_call_cost(tx, call, self.model)
                self._note_lost(tx, call)
            case NotSent():
                self._ask_later(tx, call, "call-not-reached")
            case Refused():
                self._note_refusal(tx, call, outcome)

    def _note_lost(self, tx: Tx, call: ChatCallRow) -> None:
        lost = call.lost + 1
        if lost >= MOST_LOST:
            end_failed(tx, call, "call-lost", lost=lost)
        elif tx.run("calls.ask_again", id=call.id, fence=call.fence, lost=lost, due_at=tx.now):
            tx.hint(topics.CALLS)

    def _note_refusal(self, tx: Tx, call: ChatCallRow, refused: Refused) -> None:
        verdict, text_id = refused.verdict, refusal_text(call, refused.verdict)
        if verdict.treatment is Treatment.TELL_PERSON:
            if verdict.operator_text_id:
                self._report(tx, call, verdict.code)
            end_failed(tx, call, text_id, verdict.code)
            return
        if verdict.treatment is Treatment.TELL_OPERATOR:
            if verdict.scope == "account":
                accounts.suspend(tx, call.account, verdict.code, verdict.operator_text_id)
            else:
                self._report(tx, call, verdict.code)
            if call.tries >= len(self.accounts.chats):
                end_failed(tx, call, text_id, verdict.code)
                return
        self._ask_later(tx, call, text_id, verdict.code, max(refused.retry_after_s or 0.0, verdict.pause_s))

    def _report(self, tx: Tx, call: ChatCallRow, code: str) -> None:
        alerts.report(tx, "alert-call-refused", account=call.account, model=self.model, code=code)

    def _ask_later(self, tx: Tx, call: ChatCallRow, text_id: str, code: str = "", pause_s: float = 0.5) -> None:
        """Nothing was billed: try again in a moment, or give up."""
        if call.tries >= MOST_TRIES or pause_s > MAX_PAUSE_S:
            end_failed(tx, call, text_id, code)
        elif tx.run("calls.ask_again", id=call.id, fence=call.fence, lost=call.lost, due_at=tx.now + pause_s):
            tx.hint(topics.CALLS)


def _log(call: ChatCallRow, model: str, outcome: ChatOutcome) -> None:
    where = {"call": call.id, "kind": call.kind, "account": call.account, "model": model}
    match outcome:
        case ChatAnswered():
            log.info("call.answered", request=outcome.request_id, **where)
        case Refused():
            log.warning(
                "call.refused", code=outcome.verdict.code, said=outcome.message, status=outcome.http_status, **where
            )
        case NotSent() | AnswerLost():
            log.warning("call.no-answer", outcome=type(outcome).__name__, reason=outcome.reason, **where)
