"""The views of `/admin` by rank, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.access import Principal, Rank
from bot.commands.operating.page import Page
from bot.commands.operating.panel import VIEWS
from bot.grammar.callback_data import AdminView
from bot.intake.admission import Admission
from bot.intake.reply import Reply
from bot.jobs import intervention
from bot.operating import Installation
from bot.runtime.texts import LANGUAGES, Texts
from bot.store import Store, Tx
from bot.store.rows import JobRow
from config.settings import LOCALES_FOLDER
from tests.conformance.store.kit import Kit

TEXTS = Texts(LOCALES_FOLDER)
LEAST: dict[AdminView, Rank] = {
    "overview": Rank.MODERATOR,
    "queue": Rank.MODERATOR,
    "held": Rank.MODERATOR,
    "job": Rank.ADMIN,
    "person": Rank.MODERATOR,
    "place": Rank.MODERATOR,
    "audit": Rank.ADMIN,
    **dict.fromkeys(("pauses", "limits", "limit", "gifts", "rank", "place-limits", "place-limit"), Rank.ADMIN),
    **dict.fromkeys(("mode", "keep"), Rank.ADMIN),
    "reports": Rank.MODERATOR,
    "refusals": Rank.MODERATOR,
    "words": Rank.MODERATOR,
    "said": Rank.MODERATOR,
}
"""The lowest rank that each view shows something to."""
OF: dict[AdminView, AdminView] = {
    **dict.fromkeys(("limits", "limit", "gifts", "rank"), "person"),
    **dict.fromkeys(("place-limits", "place-limit", "mode", "keep"), "place"),
}
"""Of whose row the views are that show one thing about it."""
MONEY = ("0.16", "¥")


@pytest.mark.parametrize("rank", Rank)
@pytest.mark.parametrize("view", sorted(VIEWS))
async def test_views__by_rank(store: Store, tmp_path: Path, view: AdminView, rank: Rank) -> None:
    """Every view in both languages; money and acts only for whom the policy allows them."""
    assert set(LEAST) == set(VIEWS)
    kit = await Kit.make(store, tmp_path)
    job = await store.write(kit.accepted, "ann")
    assert await store.write(intervention.hold, job.id) is intervention.InterventionResult.DONE

    def shown(tx: Tx) -> Reply:
        row = {"person": job.person_id, "place": job.conversation_id, "job": job.id}.get(OF.get(view, view), 0)
        reader = Principal(person=999, conversation=998, rank=rank)
        name = "pictures_per_day" if view.endswith("limit") else ""
        page = Page(Installation(kit.manager, Admission(kit.manager.settings.access)), reader, row, name=name)
        return VIEWS[view](tx, page)

    reply = await store.write(shown)
    if rank < LEAST[view] and LEAST[view] is Rank.ADMIN:
        assert [line.text_id for line in reply.lines] == ["act-not-allowed"]
        assert not reply.buttons
        return
    actions = " ".join(action for row in reply.buttons for _, _, action, _ in row)
    if rank < Rank.ADMIN:
        assert not {"release", "fail", "audit", "pauses", "limits", "gifts", "rank", "mode", "keep"} & set(
            actions.replace(":", " ").split()
        )
    if view == "person":
        assert ("order:ban:" in actions) == (rank >= Rank.MODERATOR)
    for language in LANGUAGES:
        text = "\n".join(TEXTS.say_nested(language, line.text_id, line.arguments) for line in reply.lines)
        assert "{" not in text
        assert "a sea of roses" not in text
        if rank < Rank.ADMIN:
            assert not any(sign in text for sign in MONEY)
        for row in reply.buttons:
            for text_id, arguments, _, _ in row:
                assert TEXTS.say(language, text_id, **arguments) != text_id


async def test_job_view__of_an_erased_job_is_that_of_none(store: Store, tmp_path: Path) -> None:
    kit = await Kit.make(store, tmp_path)
    job: JobRow = await store.write(kit.accepted, "ann")

    def shown(tx: Tx) -> list[str]:
        page = Page(
            Installation(kit.manager, Admission(kit.manager.settings.access)), Principal(999, rank=Rank.OWNER), job.id
        )
        tx.run("erasure.begin", person_id=job.person_id, up_to_job=job.id, unlink_at=0.0)
        return [line.text_id for line in VIEWS["job"](tx, page).lines]

    assert await store.write(shown) == ["act-not-allowed"]
