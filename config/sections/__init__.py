"""The sections of the settings, a class each; `config.settings` has them all."""
