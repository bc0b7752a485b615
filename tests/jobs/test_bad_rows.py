"""Rows that cannot be read: each has its outcome, the operator a line, and everybody else goes on."""

from __future__ import annotations

import pytest
from structlog.testing import capture_logs

from bot.jobs import money
from bot.store import Tx
from bot.store.rows import ConversationRow, PostRow, QuarantinedUpdateRow
from tests.conftest import RunningApp, photo

BAD = ["", "not json", "[]", "null", '{"model": "wanx-v1"}', '{"model": 1, "prompt": 2, "n": "x", "size": 3}']


def spoil(tx: Tx, column: str, value: str) -> None:
    tx._run(f"UPDATE job SET {column} = :value WHERE id = 1", {"value": value})


def account(tx: Tx, state: str) -> None:
    tx.run("queue.set_account_state", name="main", state=state, reason="", now=tx.now)
    tx.hint("accounts")


async def wait_and_spoil(shenbi: RunningApp, text: str, value: str, image: bytes | None = None) -> None:
    """Ann's job and Ben's wait for an account; Ann's is spoilt; then the account is there again."""
    store = shenbi.app.store
    await store.write(account, "suspended")
    await shenbi.chat.say(text, user="ann", reply_image=image)
    await shenbi.chat.text("out of order", "ann")
    await shenbi.chat.say("/imagine a boat", user="ben")
    await shenbi.chat.text("out of order", "ben")
    await store.write(spoil, "request", value)
    await store.write(account, "live")


async def failed(shenbi: RunningApp, user: str = "ann") -> str:
    standing = await shenbi.chat.until(
        lambda: next((m for m in shenbi.chat.visible(user) if m.view.milestone == "failed"), None)
    )
    return str(standing.view.text)


@pytest.mark.parametrize("value", BAD)
async def test_bad_rows__request_that_cannot_be_read_fails_and_others_go_on(shenbi: RunningApp, value: str) -> None:
    with capture_logs() as lines:
        await wait_and_spoil(shenbi, "/imagine a sea", value)
        assert "our mistake" in await failed(shenbi)
        await shenbi.chat.picture("ben")
    assert any(line["event"] == "job.unreadable" and line["job"] == 1 for line in lines)
    assert len(shenbi.studio.record()["tasks"]) == 1, "what cannot be read was submitted"
    assert (await shenbi.app.store.read(money.spent_between, "payer:1", "0", "9")).amount_li == 0
    assert await shenbi.app.store.read(money.compare_totals) == []


async def test_bad_rows__owner_can_still_list_their_jobs(shenbi: RunningApp) -> None:
    await wait_and_spoil(shenbi, "/imagine a sea", "not json")
    await failed(shenbi)
    await shenbi.chat.say("/status")
    await shenbi.chat.picture("ben")
    assert await shenbi.chat.until(lambda: len(shenbi.chat.visible("ann")) >= 2)


async def test_bad_rows__picture_whose_request_was_spoilt_while_it_was_painted_is_still_delivered(
    shenbi: RunningApp,
) -> None:
    """It is paid for, so it reaches its conversation; only its words and its seed are not known."""
    shenbi.studio.change_settings(min_task_s=2.0)
    await shenbi.chat.say("/imagine a sea")
    await shenbi.chat.until(lambda: any(m.view.milestone == "running" for m in shenbi.chat.visible()))
    await shenbi.app.store.write(spoil, "request", "not json")
    shown = await shenbi.chat.picture("ann")
    assert shown.view.milestone == "done"
    assert "a sea" not in shown.view.text


async def test_bad_rows__reference_job_that_cannot_be_read_fails(shenbi: RunningApp) -> None:
    await wait_and_spoil(shenbi, "/restyle watercolor", "not json", photo())
    assert "our mistake" in await failed(shenbi)


async def test_bad_rows__post_that_cannot_be_rendered_does_not_stop_the_platform(shenbi: RunningApp) -> None:
    def bad_posts(tx: Tx) -> None:
        place = tx.get(
            ConversationRow, "people.conversation", platform="scripted", chat_id="zed", thread_id="", direct=1
        )
        for number, (subject, payload) in enumerate(
            [("job:999", '{"job": 999}'), ("nobody:1", "{}"), ("note:7", "null"), ("job:998", "[]"), ("bell:x", "{")]
        ):
            tx.run(
                "posts.ensure",
                conversation_id=place.id,
                platform="scripted",
                subject=subject,
                kind=subject.partition(":")[0],
                job_id=0,
                session_id=0,
                person_id=0,
                shows="",
                payload=payload,
                importance=3,
                now=tx.now - number,
            )
        tx.hint("posts")

    await shenbi.app.store.write(bad_posts)
    await shenbi.chat.say("/imagine a boat", user="ben")
    await shenbi.chat.picture("ben")
    await shenbi.app.store.read(lambda tx: tx.get(PostRow, "posts.by_subject", subject="nobody:1"))
    assert shenbi.chat.visible("zed") == []


async def test_bad_rows__update_that_cannot_be_decoded_is_quarantined_and_its_chat_goes_on(shenbi: RunningApp) -> None:
    await shenbi.chat.push({"poison": True, "chat": "ann"})
    await shenbi.chat.say("/imagine a boat")
    await shenbi.chat.picture()
    aside = await shenbi.app.store.read(lambda tx: tx.all(QuarantinedUpdateRow, "inbox.quarantined", limit=10))
    assert len(aside) == 1
