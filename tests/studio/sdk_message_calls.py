"""Run in a separate process, like `sdk_calls`: the official SDK's classes for the message protocol, and the openai client.

Prints one JSON object.
"""

from __future__ import annotations

import asyncio
import base64
import importlib
import json
import os
import sys
from pathlib import Path
from typing import Any

PHOTO = sys.argv[2] if len(sys.argv) > 2 else ""
Items = list[dict[str, Any]]


def loaded(module: str, name: str) -> Any:
    """A class of a client, without its types: they say that every answer may be a stream."""
    return getattr(importlib.import_module(module), name)


def messages(text: str, *images: str) -> Items:
    # A new list each time: the SDK puts the addresses of uploads into it.
    return [{"role": "user", "content": [*({"image": image} for image in images), {"text": text}]}]


def shown(response: Any) -> list[Any]:
    """Status, and the keys of the items of each choice."""
    if response.status_code != 200:
        return [response.status_code, response.code, response.message]
    choices = response.output.choices
    return [200, [[sorted(item) for item in choice.message.content] for choice in choices]]


def image_generation() -> dict[str, Any]:
    """ImageGeneration: pictures in the answer, and tasks."""
    ImageGeneration = loaded("dashscope.aigc.image_generation", "ImageGeneration")
    ImageSynthesis = loaded("dashscope.aigc.image_synthesis", "ImageSynthesis")
    call, create = ImageGeneration.call, ImageGeneration.async_call
    seen: dict[str, Any] = {}
    answered = call(model="wan2.7-image", messages=messages("call", PHOTO), n=1, size="1K", watermark=False)
    seen["call"] = shown(answered)
    seen["url"] = answered.output.choices[0].message.content[0]["image"]
    seen["usage"] = [answered.usage["image_count"], answered.usage["size"]]
    seen["qwen"] = shown(call(model="qwen-image-2.1-turbo", messages=messages("qwen"), n=2, size="1024*1024"))
    seen["two choices"] = shown(call(model="wan2.6-t2i", messages=messages("two"), n=2))
    # Not the photo twice: the SDK would upload both under one name, which the service does not allow.
    started = create(model="wan2.7-image", messages=messages("async", PHOTO, seen["url"]), n=1, size="1K")
    waited = ImageGeneration.wait(started)
    fetched = ImageGeneration.fetch(started.output.task_id)
    seen["async"] = [started.output.task_status, waited.output.task_status, fetched.output.task_status]
    seen["async items"] = shown(waited)
    seen["set"] = shown(
        call(model="wan2.7-image-pro", messages=messages("set"), n=3, size="1K", enable_sequential=True)
    )
    seen["refused"] = shown(call(model="wan2.7-image", messages=messages("n"), n=9))
    seen["sync only"] = shown(create(model="z-image-turbo", messages=messages("no task")))
    wrong = ImageSynthesis.async_call(model="wan2.7-image", prompt="wrong", n=1)
    seen["wrong endpoint"] = [wrong.status_code, wrong.code, wrong.message]
    stream = list(call(model="wan2.6-image", messages=messages("stream", PHOTO), stream=True, n=1))
    seen["stream"] = [stream[0].status_code, stream[0].code]
    slow = [create(model="wan2.6-t2i", messages=messages("studio-slow"), n=1) for _ in range(6)]
    cancelled = ImageGeneration.cancel(slow[5])
    seen["cancel"] = [cancelled.status_code, ImageGeneration.fetch(slow[5]).output.task_status]
    seen["list"] = ImageGeneration.list(model_name="wan2.6-t2i", page_size=50).output["total"]
    return seen


async def aio() -> dict[str, Any]:
    """AioImageGeneration."""
    AioImageGeneration = loaded("dashscope.aigc.image_generation", "AioImageGeneration")
    answered = await AioImageGeneration.call(model="wan2.7-image", messages=messages("aio"), n=2, size="1K")
    started = await AioImageGeneration.async_call(model="qwen-image-3.0", messages=messages("t"), n=1, size="1024*1024")
    waited = await AioImageGeneration.wait(started)
    refused = await AioImageGeneration.call(model="wan2.6-image", messages=messages("no image"))
    return {
        "call": shown(answered),
        "async": [started.output.task_status, waited.output.task_status],
        "async items": shown(waited),
        "refused": shown(refused),
    }


def conversation() -> dict[str, Any]:
    """MultiModalConversation: image models, and a chat about a picture."""
    call = loaded("dashscope", "MultiModalConversation").call
    seen: dict[str, Any] = {}
    seen["z-image"] = shown(call(model="z-image-turbo", messages=messages("fast"), size="1024*1024"))
    edited = call(model="qwen-image-3.0-pro", messages=messages("edit", PHOTO), n=2, size="1024*1024")
    seen["qwen"] = shown(edited)
    seen["usage"] = [edited.usage["output_image_count"], edited.usage["input_image_count"]]
    seen["refused"] = shown(call(model="z-image-turbo", messages=messages("n"), n=2))
    said = call(model="qwen3.7-flash", messages=messages("Describe this.", PHOTO), enable_thinking=False)
    seen["said"] = [said.status_code, said.output.choices[0].message.content[0]["text"]]
    return seen


def modern() -> dict[str, Any]:
    """The v2 family, where it speaks this protocol: the names that begin with wan2.6."""
    DashScopeError = loaded("dashscope.v2.errors", "DashScopeError")
    client = loaded("dashscope.v2", "Client")()
    images = client.images
    seen: dict[str, Any] = {}
    made = images.generate(model="wan2.6-t2i", prompt="generate", n=2, size="1280x1280", seed=9)
    seen["generate"] = [made.status, len(made.image_urls)]
    edited = images.generate(model="wan2.6-image", prompt="edit", n=1, image_urls=[PHOTO])
    seen["edit"] = [edited.status, len(edited.image_urls)]
    job = images.jobs.create(model="wan2.6-image", prompt="job", n=2, image_urls=[PHOTO])
    done = images.jobs.wait(job)
    seen["job"] = [job.status, done.status, len(done.image_urls)]
    errors = []
    for model, number in (("wan2.6-t2i", 9), ("wan2.7-image", 1)):  # The second goes to the wrong endpoint.
        try:
            images.generate(model=model, prompt="x", n=number)
        except DashScopeError as error:
            errors.append([type(error).__name__, str(error)])
    seen["errors"] = errors
    return seen


def openai_chat() -> dict[str, Any]:
    """The openai client: chats about pictures and prompts."""
    APIStatusError = loaded("openai", "APIStatusError")
    root = os.environ["DASHSCOPE_HTTP_BASE_URL"].removesuffix("/api/v1")
    client = loaded("openai", "OpenAI")(base_url=f"{root}/compatible-mode/v1", api_key="sk-openai", max_retries=0)
    create = client.chat.completions.create
    model, quick = "qwen3.7-flash", {"enable_thinking": False}
    url = "data:image/png;base64," + base64.b64encode(Path(PHOTO).read_bytes()).decode()
    content = [{"type": "image_url", "image_url": {"url": url}}, {"type": "text", "text": "Describe this."}]
    seen: dict[str, Any] = {}
    told = create(model=model, messages=[{"role": "user", "content": content}], extra_body=quick, max_tokens=400)
    seen["told"] = [told.choices[0].message.content, told.choices[0].finish_reason, told.usage.total_tokens > 0]
    prompt = [{"role": "system", "content": "Longer prompts."}, {"role": "user", "content": "a cat"}]
    longer = create(model="qwen3.8-flash", messages=prompt)
    seen["longer"] = longer.choices[0].message.content
    seen["reasoning"] = bool(longer.choices[0].message.reasoning_content)
    chunks = list(
        create(model=model, messages=prompt, extra_body=quick, stream=True, stream_options={"include_usage": True})
    )
    seen["stream"] = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    seen["stream usage"] = chunks[-1].usage.completion_tokens == len(chunks) - 3
    errors = []
    changes: tuple[dict[str, Any], ...] = (
        {"model": "qwen-vl-plus"},
        {"messages": []},
        {"messages": [{"role": "user", "content": "血腥"}]},
    )
    for change in changes:
        try:
            create(**({"model": model, "messages": prompt} | change))
        except APIStatusError as error:
            errors.append([type(error).__name__, error.code])
    try:
        client.with_options(api_key="wrong").chat.completions.create(model=model, messages=prompt)
    except APIStatusError as error:
        errors.append([type(error).__name__, error.code])
    seen["errors"] = errors
    return seen


if __name__ == "__main__":
    calls = {
        "image_generation": image_generation,
        "aio": lambda: asyncio.run(aio()),
        "conversation": conversation,
        "modern": modern,
        "openai": openai_chat,
    }
    sys.stdout.write("\n" + json.dumps(calls[sys.argv[1]]()) + "\n")
