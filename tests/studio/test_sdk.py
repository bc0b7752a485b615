"""The official dashscope SDK (2.0.2, unmodified) works against the studio through both of its API families."""

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from studio.server.canned_pictures import canned_png
from tests.studio.client import StudioClient

SDK_TIMEOUT_S = 90


async def sdk(client: StudioClient, family: str, photo: Path, module: str = "tests.studio.sdk_calls") -> dict[str, Any]:
    """What the SDK saw, from a separate process; the studio serves from this one meanwhile."""
    rates = client.studio.settings.submissions_per_second
    client.studio.change_settings(submissions_per_second={**rates, "wanx-v1": 1000, "wan2.2-t2i-flash": 1000})
    environment = {
        name: value for name, value in os.environ.items() if not name.lower().endswith(("_proxy", "_api_key"))
    }
    environment |= {"DASHSCOPE_HTTP_BASE_URL": client.studio.base_url, "DASHSCOPE_API_KEY": "sk-sdk"}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, family, str(photo),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE, env=environment,
    )  # fmt: skip
    try:
        async with asyncio.timeout(SDK_TIMEOUT_S):
            output, problems = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert process.returncode == 0, problems.decode()[-4000:]
    seen: dict[str, Any] = json.loads(output.decode().strip().splitlines()[-1])
    return seen


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "girl.png"
    path.write_bytes(canned_png(600, 600, 1, "photo"))
    return path


async def test_vendor_sdk__classic_family(client: StudioClient, photo: Path) -> None:
    seen = await sdk(client, "classic", photo)
    assert seen["call"] == [200, "SUCCEEDED", 2, 2]
    assert (await client.get(seen["url"]))[0] == 200
    assert seen["async"] == ["PENDING", "SUCCEEDED", "SUCCEEDED"]
    assert seen["upload"] == [200, "SUCCEEDED"]
    assert seen["size"] == [200, "FAILED", "InvalidParameter"]
    assert seen["refused"] == [400, "InvalidParameter", "Range of n should be [1, 4]"]
    assert seen["key"] == [401, "InvalidApiKey"]
    assert seen["cancel"] == [200, "CANCELED", 400, "UnsupportedOperation"]
    assert seen["unknown"] == [200, "UNKNOWN"]
    assert seen["list"] == [200, 6]
    assert seen["edit"] == [200, "SUCCEEDED"]
    first = client.studio.record()["tasks"][0]
    assert (first["prompt"], first["style"], first["seed"], first["size"]) == ("call", "watercolor", 5, "1024*1024")
    assert [task["prompt"] for task in client.studio.record()["tasks"] if task["reference"]] == ["upload", "edit"]


async def test_vendor_sdk__asyncio_class(client: StudioClient, photo: Path) -> None:
    assert await sdk(client, "aio", photo) == {
        "call": [200, "SUCCEEDED"],
        "async": [200, "PENDING"],
        "cancel": [200, "CANCELED"],
        "list": 200,
    }


async def test_vendor_sdk__second_family(client: StudioClient, photo: Path) -> None:
    seen = await sdk(client, "modern", photo)
    assert seen["generate"] == ["SUCCEEDED", 2, True]
    assert seen["job"] == ["PENDING", "SUCCEEDED", "SUCCEEDED"]
    assert seen["cancel"] == "CANCELED"
    assert seen["list"] == 4
    assert len(seen["errors"]) == 3
    assert seen["errors"][1] == "ContentFilterError"
    assert [task["reference"] for task in client.studio.record()["tasks"][:2]] == [False, True]
