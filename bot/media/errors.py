"""The error of an image that cannot be used."""


class ImageProblem(ValueError):
    """An image cannot be used; `text_id` with `arguments` is the text of `config/locales` for the person."""

    def __init__(self, text_id: str, **arguments: object) -> None:
        super().__init__(text_id)
        self.text_id = text_id
        self.arguments = arguments
