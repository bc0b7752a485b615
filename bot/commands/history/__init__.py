"""The path of a picture: what it was made from, going back along it, and continuing from any point of it."""
