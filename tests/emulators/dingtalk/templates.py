"""Card templates: what an operator builds and publishes in the card platform."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from .content import Button, Content, image_references, links, without_images
from .media import MediaStore

_VARIABLE = re.compile(r"\$\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class CardButton:
    """A template's button. `label` and the values of `params` may hold `${variable}`.

    `shown_if` names a variable that must be neither empty nor `false` for the button to be there.
    """

    action_id: str
    label: str
    params: Mapping[str, str]
    shown_if: str = ""


@dataclass(frozen=True, slots=True)
class Template:
    """A card template. Variables named in `pictures` hold media ids or URLs; those in `texts` hold markdown.

    Without `texts` every variable that is no picture is shown.
    """

    template_id: str
    texts: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()
    buttons: tuple[CardButton, ...] = ()
    published: bool = True

    def content(self, params: Mapping[str, str], media: MediaStore) -> Content:
        """What the card shows with these variables."""
        names = self.texts or tuple(name for name in params if name not in (*self.pictures, "sys_full_json_obj"))
        text = "\n".join(params[name] for name in names if params.get(name))
        references = [params[name] for name in self.pictures if params.get(name)]
        return Content(
            kind="card",
            title=params.get("title", ""),
            text=without_images(text),
            pictures=media.pictures((*references, *image_references(text))),
            buttons=(*self._buttons(params), *_built_in_buttons(params), *links(text)),
        )

    def _buttons(self, params: Mapping[str, str]) -> tuple[Button, ...]:
        there = (button for button in self.buttons if not button.shown_if or _is_true(params.get(button.shown_if)))
        return tuple(
            Button(
                label=_fill(button.label, params),
                action_id=button.action_id,
                params={key: _fill(value, params) for key, value in button.params.items()},
            )
            for button in there
        )


def _fill(text: str, params: Mapping[str, str]) -> str:
    return _VARIABLE.sub(lambda found: params.get(found[1], ""), text)


def _is_true(value: str | None) -> bool:
    return value not in (None, "", "false")


def _built_in_buttons(params: Mapping[str, str]) -> tuple[Button, ...]:
    """Buttons that the SDK's shared templates take from a variable."""
    if "sys_full_json_obj" not in params:
        return ()
    listed = json.loads(params["sys_full_json_obj"]).get("msgButtons") or []
    return tuple(
        Button(button.get("text", ""), url=button.get("url", ""), action_id=button.get("id", "")) for button in listed
    )


# Templates whose ids the SDK carries. They work everywhere today; nothing promises that they stay.
SHARED = (
    Template("589420e2-c1e2-46ef-a5ed-b8728e654da9.schema", texts=("title", "markdown")),
    Template("1366a1eb-bc54-4859-ac88-517c56a9acb1.schema", texts=("title", "markdown", "tips")),
    Template("382e4302-551d-4880-bf29-a30acfab2e71.schema"),
)
