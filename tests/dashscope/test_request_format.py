"""The table `dashscope` of each model in the model file, and files from before there was one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.app import upstreams
from bot.dashscope.request_format import request_formats
from bot.runtime.clock import SystemClock
from bot.upstream import Catalogue
from config.settings import MODELS_FILE, Settings, SettingsError
from studio.server.models import load_models

TABLE = "[model.dashscope]\n"
PARAMETERS = 'parameters = ["n", "size", "seed", "style", "ref_mode", "ref_strength"]\n'
REFERENCE = 'reference = { field = "ref_img" }\n'
PROBE = 'probe_size = "512*512"  # Seen to fail: "The size does not match the allowed size".\n'


def changed(folder: Path, *changes: tuple[str, str]) -> Path:
    """The first model of our own file (wanx-v1), changed."""
    text = "[[model]]".join(MODELS_FILE.read_text("utf-8").split("[[model]]")[:2])
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = folder / "models.toml"
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("text2image", "video", "endpoint: 'video' should be 'text2image', 'image2image' or 'messages'"),
        (PARAMETERS, "parameters = []\n", "parameters: is empty"),
        (TABLE, TABLE + "sed = 1\n", "sed: is not a known key; known: endpoint, parameters, reference, probe_size"),
        ('field = "ref_img"', 'field = "img"', "reference: field: 'img' should be 'ref_img', 'images' or 'base_image_url'"),
        (REFERENCE, "", "reference: a model that takes a reference in a field needs this table, and no other has it"),
        (PROBE, 'probe_size = "1280*720"\n', "probe_size: 1280*720 would be painted"),
        (PROBE, 'probe_size = "small"\n', "probe_size: 'small' is not a size like 1024*1024"),
        ("legacy = true", 'legacy = true\nprotocol = "answer"', "endpoint: protocol 'answer' needs 'messages'"),
    ],
)  # fmt: skip
def test_request_format__mistake_is_named(tmp_path: Path, old: str, new: str, says: str) -> None:
    path = changed(tmp_path, (old, new))
    with pytest.raises(SettingsError, match=f"^{path}: wanx-v1: dashscope: {re.escape(says)}$"):
        request_formats(Catalogue.load(path))


async def test_request_format__mistake_stops_the_start(tmp_path: Path) -> None:
    path = changed(tmp_path, ("text2image", "video"))
    with pytest.raises(SettingsError, match=f"^{path}: wanx-v1: dashscope: endpoint: "):
        async with upstreams(Settings(data_dir=tmp_path), Catalogue.load(path), SystemClock()):
            pass


def test_request_format__file_from_before_the_vendor_had_a_table(tmp_path: Path) -> None:
    flat = 'endpoint = "text2image"\nseed = true\nprompt_extend = false\nwatermark = false\n'
    path = changed(
        tmp_path,
        (TABLE + 'endpoint = "text2image"\n' + PARAMETERS + REFERENCE + PROBE, ""),
        ("[model.reference]\n", flat + '[model.reference]\nfield = "ref_img"\nhas_mode = true\nfunction = ""\n'),
    )
    old, new = Catalogue.load(path), Catalogue.load()
    old_format, new_format = request_formats(old)["wanx-v1"], request_formats(new)["wanx-v1"]
    assert set(old_format.parameters) == set(new_format.parameters)
    assert (old_format.endpoint, old_format.reference) == (new_format.endpoint, new_format.reference)
    assert old.models["wanx-v1"].reference == new.models["wanx-v1"].reference
    assert load_models(path)["wanx-v1"] == load_models()["wanx-v1"]
