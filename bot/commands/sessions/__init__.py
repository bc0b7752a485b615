"""Creative sessions: `/session`, `/idea`, `/vote`, the buttons of their cards, and plain words in the chat of an open session."""
