"""What survives a stop or a kill with a data folder."""

import asyncio
import sys
from pathlib import Path
from typing import Any

import aiohttp

from studio.server import Settings, StudioOptions
from studio.server.options import TASK_LIFE_S
from studio.server.storage import DiskStorage, upload_file
from tests.clock import DrivenClock
from tests.studio.client import CANNED, MAX_POLLS, studio_client
from tests.studio.test_storage import uploaded, with_reference


def options(folder: Path, **settings: Any) -> StudioOptions:
    return StudioOptions(data_dir=folder, settings=Settings(**{"min_task_s": 0.0, "canned": True, **settings}))


async def test_restart__everything_is_there_again(tmp_path: Path, clock: DrivenClock) -> None:
    async with studio_client(options(tmp_path), clock) as client:
        done = await client.done("花", n=2)
        (first, _) = done.body["output"]["results"]
        picture = await client.get(first["url"])
        reference = await uploaded(client)
        client.studio.change_settings(min_task_s=100, tasks_at_once={"wan2.2-t2i-flash": 1})
        ids = [(await client.create(f"第{i}", model="wan2.2-t2i-flash", n=1)).task_id for i in range(2)]
        clock.advance(2)
        ids.append((await client.create("第2", model="wan2.2-t2i-flash", n=1)).task_id)
        await client.cancel(ids[2])
    clock.advance(10)
    async with studio_client(options(tmp_path), clock) as client:
        client.studio.change_settings(tasks_at_once={"wan2.2-t2i-flash": 1})
        again = await client.query(done.body["output"]["task_id"])
        assert again.body["output"]["submit_time"] == done.body["output"]["submit_time"]
        path = first["url"].partition("/results")[2]
        assert await client.get(client.studio.base_url.removesuffix("/api/v1") + "/results" + path) == picture
        assert (await client.query(ids[2])).task_status == "CANCELED"
        clock.advance(100)
        for task_id in ids[:2]:
            clock.advance(100)
            assert (await client.until_finished(task_id)).task_status == "SUCCEEDED"
        assert (await with_reference(client, reference)).status == 200
        record = client.studio.record()
        assert record["summary"]["pictures_billed"] == 4
        assert [task["prompt"] for task in record["tasks"]][:4] == ["花", "第0", "第1", "第2"]


async def test_restart__killed_studio_finishes_what_it_had_accepted(tmp_path: Path) -> None:
    headers = {"Authorization": "Bearer sk-one", "X-DashScope-Async": "enable"}
    body = {"model": "wanx-v1", "input": {"prompt": "花"}, "parameters": {"n": 1}}

    async def serve(seconds: str) -> tuple[asyncio.subprocess.Process, str]:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.studio.serve", str(tmp_path), seconds, stdout=asyncio.subprocess.PIPE
        )
        assert process.stdout is not None
        async with asyncio.timeout(30):
            while True:
                line = (await process.stdout.readline()).decode()
                assert line, "the studio did not start"
                if line.startswith("base_url "):
                    return process, line.split()[1]

    process, base = await serve("1000")
    try:
        async with aiohttp.ClientSession(headers=headers) as http:
            ids = []
            for _ in range(2):
                async with http.post(base + "/services/aigc/text2image/image-synthesis", json=body) as answer:
                    ids.append((await answer.json())["output"]["task_id"])
    finally:
        process.kill()
        await process.communicate()
    async with studio_client(options(tmp_path)) as client:
        assert [task["task_id"] for task in client.studio.record()["tasks"]] == ids
        # Its time was decided when it was accepted: 1000 s, of which hardly any have passed.
        assert [(await client.query(task_id)).task_status for task_id in ids] == ["RUNNING", "PENDING"]
        assert (await client.cancel(ids[1])).status == 200


async def test_restart__old_files_are_removed(tmp_path: Path, clock: DrivenClock) -> None:
    async with studio_client(options(tmp_path), clock) as client:
        reference = await uploaded(client)
        await client.until_finished((await with_reference(client, reference)).task_id)
        files = tmp_path / "files"
        key = reference.removeprefix("oss://")
        for _ in range(MAX_POLLS):
            await client.query("x")
            if [file.name for file in files.iterdir()] == [upload_file(key)]:
                break
        else:
            raise AssertionError("the task's own copy of its reference is still there")
        clock.advance(TASK_LIFE_S * 2 + 1)
        await client.done(n=1)
        assert list(files.iterdir()) == []
        assert (await with_reference(client, reference)).code == "InvalidParameter.DataInspection"


async def test_restart__file_names_never_come_from_the_caller(tmp_path: Path) -> None:
    storage = DiskStorage(tmp_path)
    await storage.open()
    name = upload_file("dashscope-instant/../../../../etc/passwd")
    await storage.write(name, b"x")
    assert [path.name for path in (tmp_path / "files").iterdir()] == [name]
    await storage.close()


async def test_restart__ids_differ_between_studios_without_a_seed() -> None:
    ids = set()
    for _ in range(2):
        async with studio_client(StudioOptions(settings=CANNED)) as client:
            ids.add((await client.create(n=1)).task_id)
    assert len(ids) == 2
