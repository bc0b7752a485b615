"""What a person's words and presses do: commands and callbacks, one module or folder a feature."""
