"""The order for one picture."""

from dataclasses import dataclass

#: The names the service knows, without its angle brackets; "auto" lets the words choose.
STYLES = (
    "auto",
    "photography",
    "portrait",
    "3d cartoon",
    "anime",
    "oil painting",
    "watercolor",
    "sketch",
    "chinese painting",
    "flat illustration",
)

REF_MODES = ("repaint", "refonly", "edit", "blend")
MIN_SIDE_PX, MAX_SIDE_PX = 128, 12_000
MAX_AREA_PX = 4096 * 4096
MIN_CANVAS_PX, MAX_CANVAS_PX = 256, 1440
"""The sides of what is painted; a larger picture is enlarged from it."""


class PaintError(ValueError):
    """The order cannot be painted: its reference cannot be read, or a value is out of range.

    The message for a person: this image cannot be used, please send another one.
    """


@dataclass(frozen=True, slots=True)
class PaintOrder:
    """One picture. The same order always gives the same bytes.

    `seed` is the picture's own: for picture i of a request it is the request's seed + i.
    `reference` is an encoded image; `ref_strength` 0..1 is how closely to follow it. `more` are further images, for the mode
    `blend`. `scenes` are the texts that the caller has of the scenes of these images (`painted_scene.py`), in their order,
    empty for an image that it does not know. `view`: of a set, which picture it is. `transparent`: the subject alone, the
    file has an alpha channel.
    """

    prompt: str
    negative_prompt: str = ""
    style: str = "auto"
    width: int = 1024
    height: int = 1024
    seed: int = 0
    reference: bytes | None = None
    ref_mode: str = "repaint"
    ref_strength: float = 0.5
    more: tuple[bytes, ...] = ()
    scenes: tuple[str, ...] = ()
    view: int | None = None
    transparent: bool = False

    def check(self) -> None:
        """Validate. Raises PaintError."""
        if self.style not in STYLES:
            raise PaintError(f"unknown style: {self.style!r}")
        if self.ref_mode not in REF_MODES:
            raise PaintError(f"unknown reference mode: {self.ref_mode!r}")
        if not (MIN_SIDE_PX <= self.width <= MAX_SIDE_PX and MIN_SIDE_PX <= self.height <= MAX_SIDE_PX):
            raise PaintError(f"sides must be {MIN_SIDE_PX} to {MAX_SIDE_PX} pixels: {self.width}x{self.height}")
        if self.width * self.height > MAX_AREA_PX:
            raise PaintError(f"at most {MAX_AREA_PX} pixels: {self.width}x{self.height}")
        if not 0.0 <= self.ref_strength <= 1.0:
            raise PaintError("the strength of a reference is 0 to 1")
        if self.seed < (self.view or 0):
            raise PaintError("a seed is not negative")

    @property
    def canvas_size(self) -> tuple[int, int]:
        """Width and height of what is painted: as large as the picture, within the limits of a canvas."""
        shrink = min(1.0, MAX_CANVAS_PX / max(self.width, self.height))
        return max(MIN_CANVAS_PX, round(self.width * shrink)), max(MIN_CANVAS_PX, round(self.height * shrink))
