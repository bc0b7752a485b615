"""The two robots that `benchmarks.dingtalk_ack` measures, each in its own process.

`bot` is Shenbi. `sdk` is built like the SDK's samples: the handler does the work with blocking calls, and its return value is
the acknowledgement. Both do the same for a message: request a picture from the studio, wait for it, upload it, reply.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

PROBE_S = 0.005


class Probe:
    """Measures how long the event loop was blocked, beyond the probe's own period: in wall time, and in the loop thread's
    processor time, which excludes what other processes used of a busy machine."""

    def __init__(self) -> None:
        self.longest_ms = 0.0
        self.longest_cpu_ms = 0.0

    async def run(self) -> None:
        """Measure until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            began, worked = loop.time(), time.thread_time()
            await asyncio.sleep(PROBE_S)
            self.longest_ms = max(self.longest_ms, (loop.time() - began - PROBE_S) * 1000)
            self.longest_cpu_ms = max(self.longest_cpu_ms, (time.thread_time() - worked) * 1000)

    def reset(self) -> None:
        """Forget the pauses so far."""
        self.longest_ms = self.longest_cpu_ms = 0.0

    def report(self) -> dict[str, float]:
        """Both figures."""
        return {
            "longest_pause_ms": round(self.longest_ms, 1),
            "longest_pause_cpu_ms": round(self.longest_cpu_ms, 1),
        }


async def bot(options: dict[str, Any]) -> dict[str, float]:
    """Shenbi with DingTalk as its only platform, until SIGTERM. SIGUSR1 resets the probe; returns its report."""
    from adapters.dingtalk import DingTalkAdapter
    from bot.app import build
    from bot.runtime import logs
    from bot.runtime.gc_freeze import freeze_gc
    from config.settings import Settings

    logs.set_up("ERROR")
    settings = Settings.model_validate(options["settings"])
    probe = Probe()
    loop = asyncio.get_running_loop()
    async with build(settings, adapters=[DingTalkAdapter]) as app:
        running = asyncio.ensure_future(app.run(started=lambda _: freeze_gc()))
        probing = asyncio.ensure_future(probe.run())
        loop.add_signal_handler(signal.SIGTERM, running.cancel)
        loop.add_signal_handler(signal.SIGUSR1, probe.reset)
        with contextlib.suppress(asyncio.CancelledError):
            await running
        report = probe.report()
        probing.cancel()
    return report


def sdk(options: dict[str, Any]) -> None:
    """The SDK's client, unmodified, with a handler in the shape of its samples. Ends when it is killed."""
    os.environ["DINGTALK_OPENAPI_ENDPOINT"] = options["openapi_endpoint"]
    import dingtalk_stream
    import requests

    headers = {"Authorization": "Bearer sk-test-0001", "X-DashScope-Async": "enable"}

    def paint(prompt: str) -> bytes:
        body: Any = {"model": "wanx-v1", "input": {"prompt": prompt}, "parameters": {"n": 1, "size": "1024*1024"}}
        url = f"{options['upstream']}/services/aigc/text2image/image-synthesis"
        while not (answer := requests.post(url, json=body, headers=headers, timeout=30).json()).get("output"):
            time.sleep(0.5)  # Throttled: too many concurrent tasks.
        task = f"{options['upstream']}/tasks/{answer['output']['task_id']}"
        while True:
            output = requests.get(task, headers=headers, timeout=30).json()["output"]
            if output["task_status"] == "SUCCEEDED":
                return requests.get(output["results"][0]["url"], timeout=30).content
            time.sleep(0.2)

    def upload(token: str, picture: bytes) -> str:
        # The SDK's own upload has a hard-coded host.
        answer = requests.post(
            f"{options['oapi_endpoint']}/media/upload",
            params={"access_token": token},
            data={"type": "image"},
            files={"media": ("image.png", picture, "image/png")},
            timeout=30,
        )
        return str(answer.json()["media_id"])

    class Painter(dingtalk_stream.ChatbotHandler):  # type: ignore[misc]  # the SDK ships no types
        async def process(self, callback: Any) -> tuple[int, str]:
            message = dingtalk_stream.ChatbotMessage.from_dict(callback.data)
            picture = paint(message.text.content)
            token = self.dingtalk_client.get_access_token()
            self.reply_markdown("神笔", f"![]({upload(token, picture)})", message)
            return dingtalk_stream.AckMessage.STATUS_OK, "OK"

    credential = dingtalk_stream.Credential(options["client_id"], options["client_secret"])
    client = dingtalk_stream.DingTalkStreamClient(credential)
    client.register_callback_handler(dingtalk_stream.ChatbotMessage.TOPIC, Painter())
    client.start_forever()


if __name__ == "__main__":
    given = json.loads(sys.argv[2])
    if sys.argv[1] == "bot":
        report = asyncio.run(bot(given))
        Path(given["report"]).write_text(json.dumps(report), encoding="utf-8")
    else:
        sdk(given)
