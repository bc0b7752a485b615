"""What may stand in `components` of a message or a modal."""

from __future__ import annotations

import itertools
from typing import Any

from .errors import Form, Json

ROWS, ROW_BUTTONS, V2_COMPONENTS = 5, 5, 40
CUSTOM_ID, LABEL, OPTIONS, PLACEHOLDER = 100, 80, 25, 150
MODAL_TITLE, MODAL_ROWS, INPUT_CHARS, LABEL_TEXT = 45, 5, 4000, 45
_SELECTS = (3, 5, 6, 7, 8)
_V2 = (9, 10, 12, 13, 14, 17)
_IN_LABEL = (*_SELECTS, 4, 19, 21, 22, 23)


class _Check:
    """One pass over a tree of components."""

    def __init__(self, form: Form, *, v2: bool) -> None:
        self.form = form
        self.v2 = v2
        self.custom_ids: set[str] = set()
        self.count = 0

    def custom_id(self, path: str, component: Json) -> None:
        custom_id = component.get("custom_id")
        if self.form.length(f"{path}.custom_id", custom_id, 1, CUSTOM_ID):
            if custom_id in self.custom_ids:
                text = "Component custom id cannot be duplicated"
                self.form.wrong(f"{path}.custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED", text)
            self.custom_ids.add(str(custom_id))

    def top(self, path: str, component: Any) -> None:
        """A component at the top of a message."""
        kind = component.get("type") if isinstance(component, dict) else None
        if kind == 1:
            self.row(path, component)
        elif self.v2 and kind in _V2:
            self.v2_component(path, component)
        else:
            self.form.wrong(
                f"{path}.type", "UNION_TYPE_CHOICES", f'Value of field "type" must be one of (1,), not {kind}'
            )

    def row(self, path: str, row: Json) -> None:
        self.count += 1
        inner = row.get("components")
        if not isinstance(inner, list) or not 1 <= len(inner) <= ROW_BUTTONS:
            self.form.wrong(f"{path}.components", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length.")
            return
        for number, one in enumerate(inner):
            where = f"{path}.components.{number}"
            kind = one.get("type")
            if kind == 2:
                self.button(where, one)
            elif kind in _SELECTS and len(inner) == 1:
                self.select(where, one)
            else:
                self.form.wrong(
                    where, "COMPONENT_LAYOUT_WIDTH_EXCEEDED", "The specified component exceeds the maximum width"
                )

    def button(self, path: str, button: Json) -> None:
        self.count += 1
        style = button.get("style")
        if style not in range(1, 7):
            self.form.wrong(f"{path}.style", "BASE_TYPE_CHOICES", "Value must be one of (1, 2, 3, 4, 5, 6).")
        elif style == 5:
            self.form.length(f"{path}.url", button.get("url"), 1, 512)
        elif style != 6:
            self.custom_id(path, button)
        if not button.get("label") and not button.get("emoji") and style != 6:
            self.form.wrong(path, "BUTTON_COMPONENT_CONTENT_REQUIRED", "A button must have a label or an emoji")
        if button.get("label") is not None:
            self.form.length(f"{path}.label", button["label"], 0, LABEL)

    def select(self, path: str, select: Json) -> None:
        self.count += 1
        self.custom_id(path, select)
        if select.get("placeholder") is not None:
            self.form.length(f"{path}.placeholder", select["placeholder"], 0, PLACEHOLDER)
        if select["type"] != 3:
            return
        options = select.get("options")
        if not isinstance(options, list) or not 1 <= len(options) <= OPTIONS:
            self.form.wrong(f"{path}.options", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 25 in length.")
            return
        values = [option.get("value") for option in options]
        for number, option in enumerate(options):
            self.form.length(f"{path}.options.{number}.label", option.get("label"), 1, 100)
            self.form.length(f"{path}.options.{number}.value", option.get("value"), 1, 100)
            if option.get("description") is not None:
                self.form.length(f"{path}.options.{number}.description", option["description"], 0, 100)
            if values.count(option.get("value")) > 1:
                text = "The specified option value is already used"
                self.form.wrong(f"{path}.options.{number}.value", "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", text)

    def v2_component(self, path: str, component: Json) -> None:
        self.count += 1
        if component["type"] == 10:
            self.form.length(f"{path}.content", component.get("content"), 1, 4000)
        if component["type"] == 12 and not 1 <= len(component.get("items") or ()) <= 10:
            self.form.wrong(f"{path}.items", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 10 in length.")
        for number, one in enumerate(component.get("components") or ()):
            self.top(f"{path}.components.{number}", one)
        if isinstance(accessory := component.get("accessory"), dict) and accessory.get("type") == 2:
            self.button(f"{path}.accessory", accessory)


def check_message(components: Any, form: Form, *, v2: bool) -> None:
    """Note in `form` what is wrong with the components of a message."""
    if not isinstance(components, list):
        form.wrong("components", "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
        return
    check = _Check(form, v2=v2)
    for number, component in enumerate(components):
        check.top(f"components.{number}", component)
    most = V2_COMPONENTS if v2 else ROWS
    if (check.count if v2 else len(components)) > most:
        form.wrong("components", "BASE_TYPE_BAD_LENGTH", f"Must be {most} or fewer in length.")


def check_modal(data: Json, form: Form) -> None:
    """Note in `form` what is wrong with the data of a modal."""
    form.length("data.custom_id", data.get("custom_id"), 1, CUSTOM_ID)
    form.length("data.title", data.get("title"), 1, MODAL_TITLE)
    rows = data.get("components")
    if not isinstance(rows, list) or not 1 <= len(rows) <= MODAL_ROWS:
        form.wrong("data.components", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length.")
        return
    check = _Check(form, v2=False)
    for number, row in enumerate(rows):
        path = f"data.components.{number}"
        if row.get("type") == 10:
            continue
        if row.get("type") == 18:
            form.length(f"{path}.label", row.get("label"), 1, LABEL_TEXT)
            if row.get("description") is not None:
                form.length(f"{path}.description", row["description"], 0, 100)
            _check_input(check, f"{path}.component", row.get("component") or {}, labelled=False)
        elif row.get("type") == 1 and len(row.get("components") or ()) == 1:
            _check_input(check, f"{path}.components.0", row["components"][0], labelled=True)
        else:
            form.wrong(f"{path}.type", "UNION_TYPE_CHOICES", 'Value of field "type" must be one of (1, 10, 18)')


def _check_input(check: _Check, path: str, one: Json, *, labelled: bool) -> None:
    kind = one.get("type")
    if kind not in _IN_LABEL or (labelled and kind != 4):
        check.form.wrong(f"{path}.type", "UNION_TYPE_CHOICES", "This component cannot stand here")
        return
    if kind in _SELECTS:
        check.select(path, one)
        return
    check.custom_id(path, one)
    if kind != 4:
        return
    if one.get("style") not in (1, 2):
        check.form.wrong(f"{path}.style", "BASE_TYPE_CHOICES", "Value must be one of (1, 2).")
    if labelled:
        check.form.length(f"{path}.label", one.get("label"), 1, LABEL_TEXT)
    for name in ("value", "placeholder"):
        if one.get(name) is not None:
            check.form.length(f"{path}.{name}", one[name], 0, INPUT_CHARS if name == "value" else 100)
    for name in ("min_length", "max_length"):
        if one.get(name) is not None and not 0 <= one[name] <= INPUT_CHARS:
            check.form.wrong(f"{path}.{name}", "NUMBER_TYPE_MAX", "Must be between 0 and 4000.")


def numbered(components: list[Json]) -> list[Json]:
    """The same with an `id` in each component, as the service gives them to those that have none."""
    taken = itertools.count(1)

    def number(one: Json) -> Json:
        made = {"id": next(taken), **one}
        if "components" in one:
            made["components"] = [number(inner) for inner in one["components"]]
        for name in ("accessory", "component"):
            if name in one:
                made[name] = number(one[name])
        return made

    return [number(one) for one in components]
