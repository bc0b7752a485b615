"""The album of a session: `content` builds it, `image` draws it as one picture, `printing` as a PDF, `page` writes it as HTML."""
