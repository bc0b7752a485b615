"""What is to be painted: `GenerationRequest`, the same for every platform and every model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, Self, get_args

ReferenceMode = Literal["repaint", "refonly"]
"""How a reference image may serve: `repaint` keeps its content, `refonly` takes its style. Which of them a model offers
is in the catalogue (`model.reference.modes`)."""
REFERENCE_MODES: tuple[ReferenceMode, ...] = get_args(ReferenceMode)


@dataclass(frozen=True, slots=True, order=True)
class Size:
    """Width and height in pixels; `1280*720` as stored, `1280x720` as people write it."""

    width: int
    height: int

    def __str__(self) -> str:
        return f"{self.width}*{self.height}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """`1280*720`, `1280x720` or `1280×720`. Raises ValueError for anything else."""
        for separator in ("*", "x", "×", "X"):
            width, found, height = text.partition(separator)
            if found:
                return cls(int(width), int(height))
        raise ValueError(text)

    @property
    def ratio(self) -> float:
        """Width over height."""
        return self.width / self.height


@dataclass(frozen=True, slots=True)
class Reference:
    """An image that a request refers to, and how it is used.

    `image` is a key of our own picture store, never a path or a URL that a person typed. `strength` is 0..1, higher is
    closer to the image.
    """

    image: str
    mode: ReferenceMode
    strength: float = 0.5


@dataclass(frozen=True, slots=True)
class GenerationRequest:
    """All that a request can say; `bot.upstream.catalogue` knows what a model takes of it.

    `n` is the number of pictures; `style` is one of `model.styles`. `seed` is 0..2147483647 (picture i is painted with
    seed + i) and is always chosen before a request is stored, so that every result can be repeated.
    """

    model: str
    prompt: str
    n: int
    size: Size
    seed: int
    negative_prompt: str = ""
    style: str = "auto"
    reference: Reference | None = None

    def to_json(self) -> dict[str, Any]:
        """A JSON object; `from_json` is its inverse."""
        ref = self.reference
        return {
            "model": self.model,
            "prompt": self.prompt,
            "n": self.n,
            "size": str(self.size),
            "seed": self.seed,
            "negative_prompt": self.negative_prompt,
            "style": self.style,
            "reference": ref and {"image": ref.image, "mode": ref.mode, "strength": ref.strength},
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Rebuild a request from what `to_json` returned."""
        ref = data.get("reference")
        return cls(
            model=data["model"],
            prompt=data["prompt"],
            n=data["n"],
            size=Size.parse(data["size"]),
            seed=data["seed"],
            negative_prompt=data["negative_prompt"],
            style=data["style"],
            reference=Reference(ref["image"], ref["mode"], ref["strength"]) if ref else None,
        )
