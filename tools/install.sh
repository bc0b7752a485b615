#!/bin/sh
# Makes .venv and installs what a lock file names: sh tools/install.sh PYTHON LOCK. What is wrong is one line.
set -eu
python=$1 lock=$2
say() { echo "$1" >&2; exit 1; }

command -v "$python" >/dev/null || say "$python is not installed: apt-get install python3, or make PYTHON=/path/to/python3"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
  say "Shenbi needs Python 3.11 or newer, and $python is $("$python" -c 'import platform; print(platform.python_version())'): make PYTHON=python3.13"
# An environment that was never finished, or whose Python is gone, is made again.
if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
  rm -rf .venv
  "$python" -c 'import ensurepip, venv' 2>/dev/null || say "$python has no venv: apt-get install python3-venv"
  "$python" -m venv .venv || say "$python could not make .venv"
fi
pip() {
  .venv/bin/python -m pip install --quiet --disable-pip-version-check "$@" >.venv/pip.log 2>&1 ||
    say "installing failed: $(grep -i error .venv/pip.log | tail -n 1 | cut -c 1-200) (all of it: .venv/pip.log; is the package index reachable?)"
}
pip --require-hashes -r "$lock"
pip --no-deps --no-build-isolation -e .
