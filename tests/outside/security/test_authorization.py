"""Finding C1: whoever ruled any one chat (everybody rules their own room, and a group that they made) could see, copy and destroy
everybody's pictures by their numbers. Each of the ways that were seen, and their siblings."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from tests.access.world import PLATFORMS, World, secret_of, update, world

SEEN = (
    "/show {}", "/originals {}", "/similar --from {}", "/similar --from {} a house", "/restyle --from {}",
    "/restyle --from {} sketch",
    "/again {}", "/again --from {}", "/star {}", "/cancel {}", "/delete {}", "/imagine --from {} a house", "/show #{}.1",
)  # fmt: skip


@pytest.fixture(scope="module")
def env(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[asyncio.Runner, World]]:
    with asyncio.Runner() as runner:
        entered = world(tmp_path_factory.mktemp("c1"))
        yield runner, runner.run(entered.__aenter__())
        runner.run(entered.__aexit__(None, None, None))


@pytest.mark.parametrize("victims", PLATFORMS)
@pytest.mark.parametrize(
    ("attackers", "where"), [("web", "alone"), ("telegram", "elsewhere"), ("dingtalk", "elsewhere")]
)
def test_authorization__to_rule_one_chat_opens_no_other(
    env: tuple[asyncio.Runner, World], victims: str, attackers: str, where: str
) -> None:
    """Job numbers count over all platforms, so that everybody's can be guessed from everywhere."""
    runner, made = env
    for text in SEEN:
        number = made.jobs[victims, "one to one"][int(text == "/cancel {}")]
        result = runner.run(made.say(attackers, update(attackers, "ruler elsewhere", where, text.format(number))))
        nothing = runner.run(made.say(attackers, update(attackers, "ruler elsewhere", where, text.format(999))))
        assert not result.changed, (text, result)
        assert secret_of(victims, "one to one") not in result.everything
        assert f"jobs/{number}/" not in result.everything
        assert result.text == nothing.text.replace("999", str(number)), text
        assert result.text
