"""The benchmarks of `make bench`. Each module prints its figures; with `--json` the last line is one JSON object."""
