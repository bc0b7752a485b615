"""What is to be painted: `GenerationRequest`, the same for every platform and every model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, Self, get_args

ReferenceMode = Literal["repaint", "refonly", "edit"]
"""How reference images may serve: `repaint` repaints the content by the prompt, `refonly` takes the style, `edit` changes
what the prompt says and nothing else (with several images: makes one picture of them). Which of them a model offers is in
the catalogue (`model.reference.modes`)."""
RestyleMode = Literal["repaint", "refonly"]
RESTYLE_MODES: tuple[RestyleMode, ...] = get_args(RestyleMode)
"""Those that a restyle offers."""


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

    @property
    def area(self) -> int:
        """The number of pixels."""
        return self.width * self.height


@dataclass(frozen=True, slots=True)
class Reference:
    """The images that a request refers to, and how they are used.

    `image` is a key of our own picture store, never a path or a URL that a person typed; so are `more`, in the order in
    which the prompt counts them ("picture 2" is the first of `more`). `strength` is 0..1, higher is closer to the image.
    """

    image: str
    mode: ReferenceMode
    strength: float = 0.5
    more: tuple[str, ...] = ()

    @property
    def images(self) -> tuple[str, ...]:
        """The keys of all images, in the order in which the prompt counts them."""
        return (self.image, *self.more)


@dataclass(frozen=True, slots=True)
class GenerationRequest:
    """All that a request can say; `bot.upstream.catalogue` knows what a model takes of it.

    `n` is the number of pictures; `style` is one of `model.styles`. `seed` is 0..2147483647 (picture i is painted with
    seed + i) and is always chosen before a request is stored, so that every result can be repeated. `is_set`: the pictures
    are to belong together, and the model may paint fewer than `n`. `transparent`: without a background.
    `cover`: the service knows nothing of it; the pictures are covered until somebody asks to see them.
    """

    model: str
    prompt: str
    n: int
    size: Size
    seed: int
    negative_prompt: str = ""
    style: str = "auto"
    reference: Reference | None = None
    is_set: bool = False
    transparent: bool = False
    cover: bool = False

    def to_json(self) -> dict[str, Any]:
        """A JSON object; `from_json` is its inverse."""
        ref = self.reference
        data: dict[str, Any] = {
            "model": self.model,
            "prompt": self.prompt,
            "n": self.n,
            "size": str(self.size),
            "seed": self.seed,
            "negative_prompt": self.negative_prompt,
            "style": self.style,
            "reference": ref and {"image": ref.image, "mode": ref.mode, "strength": ref.strength},
        }
        # Only where they are used: most rows would carry the same three words.
        if ref and ref.more:
            data["reference"]["more"] = list(ref.more)
        if self.is_set:
            data["is_set"] = True
        if self.transparent:
            data["transparent"] = True
        if self.cover:
            data["cover"] = True
        return data

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
            reference=Reference(ref["image"], ref["mode"], ref["strength"], tuple(ref.get("more", ())))
            if ref
            else None,
            is_set=data.get("is_set", False),
            transparent=data.get("transparent", False),
            cover=data.get("cover", False),
        )
