"""An operator's fault reaches the operator by a channel they see: a message, a signed webhook, the log; once per cause.

'The operator has been told' stood in sixteen texts and was true of none: the texts for the operator were rendered nowhere.
"""

from __future__ import annotations

import ast
import hashlib
import hmac
import json
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.dashscope import classify
from bot.jobs import accounts
from bot.outbox.alerter import TEXT_PREFIX, Alerter, reachable_admins
from bot.runtime.signing import signed
from bot.runtime.texts import Texts
from bot.store import Store, Tx, alerts, open_store
from bot.store.rows import AlertRow, ConversationRow, PersonRow, PostRow
from bot.upstream import Catalogue
from bot.upstream.verdict import OPERATOR_TEXTS
from config.settings import LOCALES_FOLDER, Settings
from studio.server import Fault, Studio
from tests.clock import DrivenClock
from tests.conftest import running_app

ROOT = Path(__file__).parents[2]
TEXTS = Texts(LOCALES_FOLDER)

TOLD = {
    "job-held": "alert-job-held",
    "job-waits-for-operator": "alert-account-aside",
    "job-not-taken": "alert-job-not-taken",
    "job-unreadable": "alert-job-unreadable",
    "our-mistake": "alert-update-set-aside",
    "limit-disk": "alert-disk-low",
    "limit-no-account": "alert-no-account",
    "call-no-account": "alert-no-account",
    "call-refused": "alert-call-refused",
    "image-not-allowed": "alert-dingtalk-cannot-fetch",
    "dingtalk-content-refused": "alert-dingtalk-content-refused",
    **OPERATOR_TEXTS,
}
"""What the operator is told where a person is told that they were."""


def spoken(language: str) -> dict[str, str]:
    """All texts of a language by id."""
    found = {}
    for file in (LOCALES_FOLDER / language).glob("*.ftl"):
        for block in re.split(r"\n(?=[a-z#])", file.read_text(encoding="utf-8")):
            name, equals, text = block.partition(" = ")
            if equals:
                found[name.strip()] = text
    return found


@pytest.mark.parametrize(("language", "words"), [("en", "operator has been told"), ("zh", "通知管理员")])
def test_operator_alert__every_text_that_says_so_has_an_alert(language: str, words: str) -> None:
    saying = {name for name, text in spoken(language).items() if words in text and not name.startswith("doctor-")}
    assert saying
    assert saying <= TOLD.keys(), "who tells the operator?"
    for text_id in TOLD.values():
        assert TEXTS.has(text_id), text_id


SOURCES = [path.read_text(encoding="utf-8") for folder in ("bot", "adapters") for path in (ROOT / folder).rglob("*.py")]


def test_operator_alert__every_alert_is_raised_somewhere() -> None:
    codes = {code.replace(".", "-").replace("_", "-") for source in SOURCES for code in problems(source)}
    for text_id in {name for name in spoken("en") if name.startswith(TEXT_PREFIX)} - {"alert-head"}:
        raised = text_id.removeprefix(TEXT_PREFIX) in codes or any(f'"{text_id}"' in source for source in SOURCES)
        assert raised, text_id


def problems(source: str) -> set[str]:
    """The codes of the problems that this source tells of, and of their ends."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    names = {"problem", "_problem", "alert", "_alert", "resolved", "_resolved"}
    return {
        argument.value
        for call in calls
        if (getattr(call.func, "attr", "") or getattr(call.func, "id", "")) in names
        for argument in call.args[:2]
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    }


# --- delivery


class Receiver:
    """The operator's own webhook."""

    def __init__(self) -> None:
        self.heard: list[tuple[dict[str, Any], dict[str, str], bytes]] = []
        self.answers: list[int] = []

    async def hear(self, request: web.Request) -> web.Response:
        body = await request.read()
        self.heard.append((json.loads(body), dict(request.headers), body))
        return web.Response(status=self.answers.pop(0) if self.answers else 200)


@pytest.fixture
async def receiver() -> AsyncIterator[tuple[Receiver, str]]:
    made = Receiver()
    app = web.Application()
    app.router.add_post("/hook", made.hear)
    async with TestServer(app) as server:
        yield made, str(server.make_url("/hook"))


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    made = await open_store(f"sqlite:///{tmp_path / 'x.db'}", DrivenClock())
    yield made
    await made.close()


def settings(**more: Any) -> Settings:
    return Settings.model_validate({"language": "en", "access": {"admins": ["scripted:ann"]}, **more})


async def told(store: Store) -> list[str]:
    """The texts of the messages to admins that were asked for."""

    def look(tx: Tx) -> list[str]:
        found: list[str] = []
        for number in range(1, 100):
            post = tx.one(PostRow, "posts.by_id", id=number)
            if post is None:
                return found
            lines = json.loads(post.payload)["lines"]
            found.append("\n".join(TEXTS.say("en", text_id, **arguments) for text_id, arguments in lines))
        return found

    return await store.read(look)


async def meet(store: Store, user: str, *, private: bool = True) -> None:
    def add(tx: Tx) -> None:
        person = tx.get(
            PersonRow, "people.person", platform="scripted", user_id=user, name=user, hint="", reply_key="", now=tx.now
        )
        place = tx.get(
            ConversationRow, "people.conversation", platform="scripted", chat_id=user, thread_id="", direct=1
        )
        if private:
            tx.run("people.set_dm_conversation", id=person.id, conversation_id=place.id)

    await store.write(add)


async def test_operator_alert__once_per_cause_with_a_reminder_and_not_per_job(store: Store) -> None:
    await meet(store, "ann")
    alerter = Alerter(store, settings(), TEXTS)
    clock = store.clock
    assert isinstance(clock, DrivenClock)

    async def happens(account: str = "main", times: int = 50) -> None:
        for _ in range(times):
            await store.write(accounts.suspend, account, "Arrearage", "upstream-arrears-operator")
        await alerter.once()

    await happens()
    await happens()
    assert len(await told(store)) == 1
    assert "in arrears" in (await told(store))[0]
    await happens("second")
    assert len(await told(store)) == 2
    clock.advance(23 * 3600)
    await happens()
    assert len(await told(store)) == 2
    clock.advance(2 * 3600)
    await alerter.once()
    assert len(await told(store)) == 3  # It went on since; the second account did not.
    clock.advance(25 * 3600)
    await alerter.once()
    assert len(await told(store)) == 3


async def test_operator_alert__problem_outside_of_a_transaction_is_told_too_and_unknown_ones_are_not(
    store: Store,
) -> None:
    await meet(store, "ann")
    alerter = Alerter(store, settings(), TEXTS)
    alerter.report(
        "dingtalk-refuses-us", {"code": "Forbidden", "scopes": ["qyapi_robot_sendmsg", "Card.Instance.Write"]}
    )
    alerter.report("web.rubbish", {"person": "x"})
    await alerter.once()
    (text,) = await told(store)
    assert "qyapi_robot_sendmsg, Card.Instance.Write" in text


async def test_operator_alert__holds_nothing_of_people_and_nothing_secret(store: Store) -> None:
    await meet(store, "ann")
    secret = "a secret prompt"
    await store.write(
        lambda tx: alerts.report(tx, "alert-job-held", job=7, prompt=secret, error=secret, token=secret, name=secret)
    )
    alerter = Alerter(store, settings(), TEXTS)
    alerter.report("update-set-aside", {"update": 1, "platform": "telegram", "problem": secret})
    await alerter.once()
    rows = await store.read(lambda tx: tx.all(AlertRow, "alerts.all"))
    assert secret not in json.dumps([*rows, *await told(store)])
    assert len(rows) == 2


@pytest.mark.parametrize(
    ("model", "says"),
    [
        ("wanx-v1", "successor is wan2.7-image"),
        ("z-image-turbo", "Put another model"),
        ("gone-v0", "Put another model"),
    ],
)
async def test_operator_alert__withdrawn_model_comes_with_its_successor(store: Store, model: str, says: str) -> None:
    await meet(store, "ann")
    verdict = classify("ModelNotFound", "Model can not be found.", 404)
    assert verdict.operator_text_id is not None
    await store.write(alerts.report, verdict.operator_text_id, account="main", model=model, code=verdict.code)
    await Alerter(store, settings(), TEXTS, Catalogue.load().successors).once()
    (line,) = await told(store)
    assert f"does not offer {model} " in line
    assert says in line


async def test_operator_alert__only_admins_who_have_a_private_chat_are_written_to(store: Store) -> None:
    await meet(store, "ann")
    await meet(store, "bob")
    await meet(store, "cat", private=False)
    admins = frozenset({"scripted:ann", "scripted:cat", "scripted:nobody", "other:ann"})
    assert set(await store.read(reachable_admins, admins)) == {"scripted:ann"}
    await store.write(lambda tx: tx.run("people.block_conversation", id=1, reason="blocked"))
    assert await store.read(reachable_admins, admins) == {}


async def test_operator_alert__webhook_is_called_until_it_answers_and_can_check_who_calls(
    store: Store, receiver: tuple[Receiver, str]
) -> None:
    heard, url = receiver
    alerter = Alerter(store, settings(alerts={"webhook_url": url, "webhook_secret": "geheim"}), TEXTS)
    heard.answers = [500, 302]
    await store.write(lambda tx: alerts.report(tx, "alert-job-held", job=7, account="main", model="wanx-v1"))
    clock = store.clock
    assert isinstance(clock, DrivenClock)
    for _ in range(4):
        await alerter.once()
        clock.advance(60)
    await alerter.once()
    assert len(heard.heard) == 3
    body, headers, raw = heard.heard[-1]
    assert body["cause"] == "alert-job-held|main|wanx-v1"
    assert body["count"] == 1
    assert "shenbi jobs explain 7" in body["text"]
    stamp = headers["X-Shenbi-Timestamp"]
    digest = hmac.new(b"geheim", f"{stamp}.".encode() + raw, hashlib.sha256).hexdigest()
    assert headers["X-Shenbi-Signature"] == f"sha256={digest}"
    assert signed("", raw, 0.0) == {}


async def test_operator_alert__webhook_that_is_away_holds_up_nothing(store: Store) -> None:
    await meet(store, "ann")
    alerter = Alerter(store, settings(alerts={"webhook_url": "http://127.0.0.1:1/hook"}), TEXTS)
    await store.write(lambda tx: alerts.report(tx, "alert-job-held", job=7))
    due = await alerter.once()
    assert len(await told(store)) == 1
    assert store.clock.now() < due < store.clock.now() + 60


async def test_operator_alert__arrears_reach_an_admin_in_their_own_chat(tmp_path: Path, studio: Studio) -> None:
    """The whole way: a request that the service refuses for want of money, and what Ann the admin reads."""
    async with running_app(tmp_path, studio, access={"admins": ["scripted:ann"]}) as shenbi:
        await shenbi.chat.say("/help")
        await shenbi.chat.text("/imagine")
        studio.add_faults(Fault("create", "error", times=None, code="Arrearage"))
        await shenbi.chat.say("/imagine a fox in a secret garden", user="bob")
        told = await shenbi.chat.text("in arrears")
        assert "secret garden" not in told.view.text
        await shenbi.chat.text("The operator has been told", chat="bob")
