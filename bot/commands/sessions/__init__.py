"""Creative sessions: `/session`, `/idea`, `/vote`, the buttons of their cards, and words that are meant for them."""
