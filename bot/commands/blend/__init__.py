"""Several pictures made into one: `/blend`, and the list on which a person collects them."""
