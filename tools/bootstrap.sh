#!/bin/sh
# Finds a Python that is new enough and lets it make or refresh .venv: sh tools/bootstrap.sh runtime|dev|policy
set -eu
cd "$(dirname "$0")/.."

new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

for python in ${PYTHON:+"$PYTHON"} python3 python3.14 python3.13 python3.12 python3.11; do
    if new_enough "$python"; then
        exec "$python" -m tools.make_venv "$@"
    fi
    if [ -n "${PYTHON:-}" ]; then
        echo "error: PYTHON=$PYTHON is not a Python 3.11 or later; name another one" >&2
        exit 1
    fi
done
echo "error: there is no Python 3.11 or later on PATH; install one (Debian: apt-get install python3 python3-venv)" \
    "or name it: make PYTHON=/path/to/python3" >&2
exit 1
