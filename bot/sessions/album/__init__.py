"""The album of a session: `story` says what is in it, `picture` paints it, `page` writes it as HTML."""
