"""Real pictures, painted by the studio's painter in its own process."""

import asyncio
import io
import sys
from typing import Any

import pytest
from PIL import Image

from studio.server import Settings, StudioOptions
from tests.studio.client import Answer, StudioClient, studio_client
from tests.studio.test_storage import RESOLVE, uploaded

WAIT_S = 180.0
PAINTING = StudioOptions(settings=Settings(min_task_s=0), seed=1)


async def finished(client: StudioClient, task_id: str) -> Answer:
    """The end of a task that really takes time."""
    async with asyncio.timeout(WAIT_S):
        while True:
            answer = await client.query(task_id)
            if answer.task_status not in ("PENDING", "RUNNING"):
                return answer
            await asyncio.sleep(0.1)


@pytest.mark.long
async def test_painting__words_seed_and_reference_change_the_picture() -> None:
    async with studio_client(PAINTING) as client:
        client.studio.change_settings(submissions_per_second={"wanx-v1": 100})

        async def pictures(prompt: str, **rest: Any) -> list[bytes]:
            task = await client.create(prompt, headers=RESOLVE, **rest)
            answer = await finished(client, task.task_id)
            assert answer.task_status == "SUCCEEDED", answer.body
            return [(await client.get(item["url"]))[1] for item in answer.body["output"]["results"]]

        first, second = await pictures("日出时的玫瑰花海", n=2, seed=5, size="720*1280")
        assert await pictures("日出时的玫瑰花海", n=1, seed=6, size="720*1280") == [second]
        reference = {"ref_img": await uploaded(client, first)}
        restyled = await pictures("海", n=1, seed=5, size="720*1280", style="<sketch>", input=reference)
        assert len({first, second, *restyled}) == 3
        with Image.open(io.BytesIO(first)) as image:
            assert (image.format, image.size) == ("PNG", (720, 1280))


async def test_painting__sizes_beyond_the_painters_canvas() -> None:
    async with studio_client(PAINTING) as client:
        task = await client.create(model="wan2.5-t2i-preview", size="2560*640", n=1)
        (item,) = (await finished(client, task.task_id)).body["output"]["results"]
        with Image.open(io.BytesIO((await client.get(item["url"]))[1])) as image:
            assert image.size == (2560, 640)


async def test_painting__server_does_not_load_what_only_the_painter_needs() -> None:
    script = (
        "import asyncio, sys; from studio.server import *\n"
        "async def main():\n"
        "    async with Studio(): pass\n"
        "asyncio.run(main()); print(sorted({'numpy', 'cv2', 'PIL'} & set(sys.modules)))"
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", script, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
    )
    output, _ = await process.communicate()
    assert output.decode().strip().splitlines()[-1] == "[]"


async def test_painting__words_that_the_painter_does_not_know_come_with_the_results() -> None:
    async with studio_client(PAINTING) as client:
        for prompt, unread in (("a corgi on a skateboard", ["skateboard"]), ("a corgi in the snow", None)):
            task = await client.create(prompt, n=1, size="720*1280")
            (item,) = (await finished(client, task.task_id)).body["output"]["results"]
            assert item.get("studio_unread") == unread
