"""Stand-ins for the two chat platforms, each with a person's side, for tests and for trying things by hand."""
