"""Every cell of role x place x object x action, by command and by press, on every platform."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import pytest

from bot.retention.deletion import UNDO_S, hide_pictures
from bot.runtime.texts import Texts
from bot.store import Tx
from config.settings import LOCALES_FOLDER
from tests.access.table import KNOWS, MATRIX, OWNER_MAY
from tests.access.world import PLATFORMS, RANKS, ActionResult, World, secret_of, update, value, world

TEXTS = Texts(LOCALES_FOLDER)
NOBODYS = 999
"""A number that no job has."""
WORDS = {
    "show": "/show {}", "originals": "/originals {}", "again": "/again {}", "restyle": "/restyle --from {} sketch",
    "similar": "/similar --from {} a house", "star": "/star {}", "cancel": "/cancel {}", "delete": "/delete {}",
    "undelete": "/undelete {}", "back": "/back {}", "undo": "/undo {}", "continue": "/continue {}", "history": "/history {}",
    "edit": "/edit --from {} make it night", "blend": "/blend --from {}", "describe": "/describe --from {}",
}  # fmt: skip
PRESSED = {
    "show": "show:{}", "originals": "originals:{}", "again": "again:{}", "restyle": "restyle:{}:1:repaint:sketch",
    "similar": "similar:{}", "star": "star:{}", "cancel": "cancel:{}", "delete": "delete:{}:yes", "undelete": "undelete:{}",
    "menu": "menu:{}:1:repaint", "back": "back:{}", "undo": "undo:{}", "continue": "continue:{}",
    "blend": "collect:{}:1",
}  # fmt: skip
CHANGES = {
    "again": "jobs", "restyle": "jobs", "similar": "jobs", "star": "stars", "cancel": "stopped", "delete": "deleted",
    "undelete": "deleted", "menu": "menu", "undo": "stopped", "edit": "jobs", "blend": "list", "describe": "calls",
}  # fmt: skip
CELLS = [(platform, *cell) for platform in PLATFORMS for cell in MATRIX]


@dataclass
class Environment:
    """The world shared by this module's tests, and its event loop."""

    runner: asyncio.Runner
    world: World

    def say(
        self,
        platform: str,
        who: str,
        where: str,
        text: str,
        *,
        press: bool,
        before: Callable[[Tx], object] | None = None,
    ) -> ActionResult:
        return self.runner.run(self.world.say(platform, update(platform, who, where, text, press=press), before))


@pytest.fixture(scope="module")
def env(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Environment]:
    with asyncio.Runner() as runner:
        entered = world(tmp_path_factory.mktemp("matrix"))
        yield Environment(runner, runner.run(entered.__aenter__()))
        runner.run(entered.__aexit__(None, None, None))


def was_done(action: str, number: int, result: ActionResult) -> bool:
    """Whether an action had its effect."""
    if action in CHANGES:
        asks = action in ("delete", "undo")
        asked_first = asks and TEXTS.say("en", f"{action}-ask", id=number, seconds=int(UNDO_S)) in result.text
        return CHANGES[action] in result.changed or asked_first
    keys = [picture.key for _, view in result.views for picture in (view.picture, *view.files) if picture]
    return any(key.startswith(f"jobs/{number}/") for key in keys) or f'"jobs/{number}/' in result.sheets


def make_from(tx: Tx, job: int, other: int) -> None:
    """Have a job be one that was made from the picture of another."""
    request = json.loads(value(tx, f"SELECT request FROM job WHERE id = {job}"))
    request["reference"] = {"image": f"jobs/{other}/0.png", "mode": "edit", "strength": 0.5}
    tx._run("UPDATE job SET request = :request WHERE id = :id", {"request": json.dumps(request), "id": job})


@pytest.mark.parametrize(("platform", "made", "who", "where"), CELLS, ids=lambda part: part.replace(" ", "-"))
def test_access_matrix__what_somebody_may_do(env: Environment, platform: str, made: str, who: str, where: str) -> None:
    wrong = []
    for face, texts in (("command", WORDS), ("press", PRESSED)):
        # If the platform does not say that a person administers the group, they count as a member.
        told = who != "ruler" or (platform, face) in RANKS
        may = MATRIX[made, who if told else "member", where]
        for action, text in texts.items():
            painted, waiting = env.world.jobs[platform, made]
            number = waiting if action in ("cancel", "back", "undo") else painted
            before: Callable[[Tx], object] | None = None
            if action == "undelete":
                before = partial(hide_pictures, job_id=number)
            elif action in ("back", "undo"):
                before = partial(make_from, job=waiting, other=painted)
            result = env.say(platform, who, where, text.format(number), press=face == "press", before=before)
            done = was_done(action, painted if action == "back" else number, result)
            if done != (action in may):
                wrong.append(f"{action} by {face}: {'done' if done else 'refused'}: {result}")
            reads_words = bool(may - {"cancel"})
            if secret_of(platform, made) in result.everything and not reads_words:
                wrong.append(f"{action} by {face} tells words: {result}")
            if f"jobs/{number}/" in result.everything and not reads_words:
                wrong.append(f"{action} by {face} shows pictures: {result}")
            if not KNOWS[made, who, where]:
                nothing = env.say(platform, who, where, text.format(NOBODYS), press=face == "press")
                if result.text != nothing.text.replace(str(NOBODYS), str(number)) or result.changed or not result.text:
                    wrong.append(f"{action} by {face} is not answered as for nobody's number: {result} {nothing}")
            elif not done and result.changed - {"audit"}:
                wrong.append(f"{action} by {face} changed {result.changed}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("made", ["in the group", "one to one"])
def test_access_matrix__admin_learns_how_a_job_goes_and_it_is_written_down(
    env: Environment, platform: str, made: str
) -> None:
    painted, waiting = env.world.jobs[platform, made]
    told = env.say(platform, "admin", "alone", f"/show {painted}", press=False)
    assert f"#{painted}" in told.text
    assert "0.16" in told.text
    assert told.changed == {"audit"}
    assert secret_of(platform, made) not in told.everything
    stopped = env.say(platform, "admin", "elsewhere", f"/cancel {waiting}", press=False)
    assert stopped.changed == {"audit", "stopped"}


@pytest.mark.parametrize("platform", PLATFORMS)
def test_access_matrix__press_of_delete_asks_who_may_delete(env: Environment, platform: str) -> None:
    number, _ = env.world.jobs[platform, "in the group"]
    asked = env.say(platform, "owner", "there", f"delete:{number}", press=True)
    assert asked.changed == {"menu"}
    refused = env.say(platform, "member", "there", f"delete:{number}", press=True)
    assert not refused.changed
    assert refused.text


def test_access_matrix__tests_every_action() -> None:
    assert set(PRESSED) == OWNER_MAY - {"history", "edit", "describe"}
    assert set(WORDS) == OWNER_MAY - {"menu"}
