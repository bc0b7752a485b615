"""A private picture that its owner has posted in a group by `/show`: members may use it as a reference by replying to it, as
they could with a copy. Everything that is addressed by its number, and its prompt, remain the owner's."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from dataclasses import asdict, replace

import pytest

from bot.adapter_api import Message, Quote
from bot.intake.images import ImageChoice, ImageResult, choose_image
from bot.store import Tx
from bot.store.rows import ConversationRow
from tests.access.table import OWNER_MAY
from tests.access.world import PLATFORMS, ActionResult, World, chat_id, secret_of, update, value, world

BY_NUMBER = {
    "show": "/show", "originals": "/originals", "again": "/again", "star": "/star", "delete": "/delete", "undelete": "/undelete",
    "similar": "/similar", "cancel": "/cancel {}", "restyle": "/restyle --from {} sketch", "menu": "menu:{}:1:repaint",
    "back": "/back", "undo": "/undo", "continue": "/continue", "history": "/history",
    "edit": "/edit --from {} make it night", "blend": "/blend --from {}", "describe": "/describe --from {}",
}  # fmt: skip
"""As replies to it if that names it, otherwise by its number."""
Environment = tuple[asyncio.Runner, World]


@pytest.fixture(scope="module")
def env(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Environment]:
    with asyncio.Runner() as runner:
        entered = world(tmp_path_factory.mktemp("shown"))
        yield runner, runner.run(entered.__aenter__())
        runner.run(entered.__aexit__(None, None, None))


def answered(env: Environment, platform: str, who: str, text: str, before: str = "") -> ActionResult:
    """The effects of a reply to the picture in the group, after its owner has shown it there and then done `before`."""
    runner, made = env
    number = made.jobs[platform, "one to one"][0]

    def shown(tx: Tx) -> None:
        made.handle(tx, platform, update(platform, "owner", "there", f"/show {number}"))
        if before:
            made.handle(tx, platform, update(platform, "owner", "there", before.format(number), press=True))

    press = not text.startswith("/")
    said = update(platform, who, "there", text.format(number), press=press)
    return runner.run(made.say(platform, said, shown, answers="" if press else f"jobs/{number}/0.png"))


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize(
    ("who", "may"),
    [("owner", True), ("member", True), ("ruler", True), ("ruler elsewhere", True), ("admin", True), ("banned", False)],
)
def test_shown_picture__all_there_may_paint_from_it_by_answering_to_it(
    env: Environment, platform: str, who: str, may: bool
) -> None:
    for text in ("/restyle sketch", "/similar a lighthouse", "/edit make it night"):
        result = answered(env, platform, who, text)
        assert ("jobs" in result.changed) == may, result
        assert who == "owner" or secret_of(platform, "one to one") not in result.everything


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("action", sorted(OWNER_MAY))
def test_shown_picture__nothing_else_comes_with_it(env: Environment, platform: str, action: str) -> None:
    for who in ("member", "ruler", "ruler elsewhere"):
        result = answered(env, platform, who, BY_NUMBER[action])
        assert not result.changed, result
        assert result.text
        assert secret_of(platform, "one to one") not in result.everything
        assert "jobs/" not in result.everything


@pytest.mark.parametrize("platform", PLATFORMS)
def test_shown_picture__only_while_it_is_there(env: Environment, platform: str) -> None:
    owner = env[0].run(
        env[1].app.store.read(
            lambda tx: int(value(tx, f"SELECT person_id FROM job WHERE id = {env[1].jobs[platform, 'one to one'][0]}"))
        )
    )
    for gone in ("delete:{}:yes", f"forget:{owner}:yes"):
        result = answered(env, platform, "member", "/restyle sketch", gone)
        assert "jobs" not in result.changed, result


@pytest.mark.parametrize("platform", PLATFORMS)
def test_shown_picture__is_known_where_it_stands_and_nowhere_else(env: Environment, platform: str) -> None:
    runner, made = env
    said = made.app.adapters[platform].decode(update(platform, "member", "there", "/restyle sketch"))
    assert isinstance(said, Message)
    answer = replace(said, reply_to=Quote(("its-message",), from_bot=True))

    def look(tx: Tx) -> list[ImageChoice]:
        there, elsewhere = (
            tx.get(
                ConversationRow,
                "people.find_conversation",
                platform=platform,
                chat_id=chat_id(platform, "", where),
                thread_id="",
            )
            for where in ("there", "elsewhere")
        )
        tx.run(
            "posts.add_message_ref",
            conversation_id=there.id,
            message_key="its-message",
            post_id=None,
            image="jobs/1/0.png",
        )
        return [choose_image(tx, answer, there), choose_image(tx, answer, elsewhere)]

    assert runner.run(made.app.store.write(look)) == [
        ImageChoice("quoted", ("jobs/1/0.png",)),
        ImageChoice("no-image"),
    ]


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("gone", [False, True])
def test_shown_picture__question_about_it_that_is_answered_later_asks_again(
    env: Environment, platform: str, gone: bool
) -> None:
    runner, made = env
    number = made.jobs[platform, "one to one"][0]
    key = f"jobs/{number}/0.png"
    asked: list[int] = []

    def ask(tx: Tx) -> None:
        made.handle(tx, platform, update(platform, "owner", "there", f"/show {number}"))
        asked.append(made.handle(tx, platform, update(platform, "member", "there", "/restyle"), answers=key))
        found = json.dumps(asdict(ImageResult("quoted", key, 1024, 1024)))
        tx._run("UPDATE inbox SET image_result = :found WHERE id = :id", {"found": found, "id": asked[0]})
        if gone:
            made.handle(tx, platform, update(platform, "owner", "there", f"delete:{number}:yes", press=True))

    newest = runner.run(made.app.store.read(lambda tx: int(value(tx, "SELECT max(id) FROM inbox"))))
    press = update(platform, "member", "there", f"pick:{newest + 2}:sketch", press=True)
    result = runner.run(made.say(platform, press, ask))
    assert asked == [newest + 2]
    assert ("jobs" in result.changed) != gone, result


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize(("who", "may"), [("owner", True), ("member", False), ("ruler", False), ("admin", False)])
@pytest.mark.parametrize("text", ["/again {} --strength 0.1", "again:{}"])
def test_shown_picture__what_its_owner_painted_from_it_in_the_group_is_repeated_by_its_owner_alone(
    env: Environment, platform: str, who: str, may: bool, text: str
) -> None:
    """The group sees the result; repeating it with a small strength would nearly give the private picture itself."""
    runner, made = env
    private = made.jobs[platform, "one to one"][0]
    new = runner.run(made.app.store.read(lambda tx: int(value(tx, "SELECT max(id) FROM job")))) + 1

    def paint(tx: Tx) -> None:
        made.handle(tx, platform, update(platform, "owner", "there", f"/restyle --from {private} sketch"))
        assert int(value(tx, "SELECT max(id) FROM job")) == new

    said = update(platform, who, "there", text.format(new), press=not text.startswith("/"))
    result = runner.run(made.say(platform, said, paint))
    assert ("jobs" in result.changed) == may, result
