"""What `make bench` runs. Each module prints its figures; with `--json` one JSON object on the last line."""
