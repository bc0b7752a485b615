"""Run in a separate process: the official SDK, unmodified, against the studio named by DASHSCOPE_HTTP_BASE_URL.

Prints one JSON object. Its own process, because it blocks, keeps settings in module globals and warns at exit.
"""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

PHOTO = sys.argv[2] if len(sys.argv) > 2 else ""


def classic() -> dict[str, Any]:
    """The 1.x family: ImageSynthesis."""
    from dashscope.aigc.image_synthesis import ImageSynthesis

    model = "wanx-v1"
    seen: dict[str, Any] = {}
    called = ImageSynthesis.call(model=model, prompt="call", n=2, size="1024*1024", style="<watercolor>", seed=5)
    seen["call"] = [called.status_code, called.output.task_status, len(called.output.results), called.usage.image_count]
    seen["url"] = called.output.results[0].url
    started = ImageSynthesis.async_call(model=model, prompt="async", n=1)
    waited = ImageSynthesis.wait(started)
    fetched = ImageSynthesis.fetch(started.output.task_id)
    seen["async"] = [started.output.task_status, waited.output.task_status, fetched.output.task_status]
    upload = ImageSynthesis.call(model=model, prompt="upload", n=1, ref_img=PHOTO, ref_mode="repaint", ref_strength=0.7)
    seen["upload"] = [upload.status_code, upload.output.task_status]
    wrong = ImageSynthesis.call(model=model, prompt="size", n=1, size="512*512")
    seen["size"] = [wrong.status_code, wrong.output.task_status, wrong.output.code]
    refused = ImageSynthesis.async_call(model=model, prompt="n", n=9)
    seen["refused"] = [refused.status_code, refused.code, refused.message]
    nobody = ImageSynthesis.async_call(model=model, prompt="key", n=1, api_key="wrong")
    seen["key"] = [nobody.status_code, nobody.code]
    slow = [ImageSynthesis.async_call(model=model, prompt="studio-slow", n=1) for _ in range(2)]
    cancelled = ImageSynthesis.cancel(slow[1])
    again = ImageSynthesis.cancel(slow[0])
    seen["cancel"] = [
        cancelled.status_code,
        ImageSynthesis.fetch(slow[1]).output.task_status,
        again.status_code,
        again.code,
    ]
    unknown = ImageSynthesis.fetch("no-such-task")
    seen["unknown"] = [unknown.status_code, unknown.output.task_status]
    listed = ImageSynthesis.list(model_name=model, page_no=1, page_size=50)
    seen["list"] = [listed.status_code, listed.output["total"]]
    edited = ImageSynthesis.call(
        model="wanx2.1-imageedit", prompt="edit", function="description_edit", base_image_url=PHOTO, n=1
    )
    seen["edit"] = [edited.status_code, edited.output.task_status]
    return seen


async def aio() -> dict[str, Any]:
    """The asyncio class of the 1.x family."""
    from dashscope.aigc.image_synthesis import AioImageSynthesis

    model = "wan2.2-t2i-flash"
    called = await AioImageSynthesis.call(model=model, prompt="aio", n=1)
    started = await AioImageSynthesis.async_call(model=model, prompt="studio-slow", n=1)
    for _ in range(2):  # The model runs two at once; the third one waits.
        third = await AioImageSynthesis.async_call(model="wanx-v1", prompt="studio-slow", n=1)
    cancelled = await AioImageSynthesis.cancel(third)
    fetched = await AioImageSynthesis.fetch(third)
    listed = await AioImageSynthesis.list(model_name=model)
    return {
        "call": [called.status_code, called.output.task_status],
        "async": [started.status_code, started.output.task_status],
        "cancel": [cancelled.status_code, fetched.output.task_status],
        "list": listed.status_code,
    }


def modern() -> dict[str, Any]:
    """The v2 family: Client().images."""
    from dashscope.v2 import Client
    from dashscope.v2.errors import DashScopeError

    client = Client()
    images = client.images
    seen: dict[str, Any] = {}
    made = images.generate(model="wanx-v1", prompt="generate", n=2, size="1024x1024", seed=9)
    seen["generate"] = [made.status, len(made.image_urls), made.submitted_at is not None]
    job = images.jobs.create(model="wanx-v1", prompt="job", n=1, extra_input={"ref_img": PHOTO})
    done = images.jobs.wait(job)
    seen["job"] = [job.status, done.status, images.jobs.fetch(job.task_id).status]
    slow = [images.jobs.create(model="wanx-v1", prompt="studio-slow", n=1) for _ in range(2)]
    images.jobs.cancel(slow[1].task_id)
    seen["cancel"] = images.jobs.fetch(slow[1].task_id).status
    seen["list"] = images.jobs.list(page_size=50).total
    errors = []
    for fields in ({"prompt": "studio-fail"}, {"prompt": "一片血腥"}, {"prompt": "x", "n": 9}):
        try:
            images.generate(model="wan2.2-t2i-flash", **fields)
        except DashScopeError as error:
            errors.append(type(error).__name__)
    seen["errors"] = errors
    return seen


if __name__ == "__main__":
    calls = {"classic": classic, "aio": lambda: asyncio.run(aio()), "modern": modern}
    sys.stdout.write("\n" + json.dumps(calls[sys.argv[1]]()) + "\n")
