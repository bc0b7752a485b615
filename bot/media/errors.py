"""Why an image cannot be used."""


class ImageProblem(ValueError):
    """An image that cannot be used. A person is told the text `text_id` of `config/locales` with `arguments`."""

    def __init__(self, text_id: str, **arguments: object) -> None:
        super().__init__(text_id)
        self.text_id = text_id
        self.arguments = arguments
