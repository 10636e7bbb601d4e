#!/bin/sh
# Run the first Python that the project can use (3.12 to 3.14, with venv) with the arguments given.
# A name on PATH is not enough: pyenv's shims exist for versions that are not selected, and then fail.

fits='import sys, venv, ensurepip; sys.exit(not (3, 12) <= sys.version_info[:2] <= (3, 14))'

for python in python3.14 python3.13 python3.12 python3 \
    "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.14*/bin/python \
    "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.13*/bin/python \
    "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.12*/bin/python
do
    if "$python" -c "$fits" >/dev/null 2>&1; then
        exec "$python" "$@"
    fi
done

echo "No fit Python was found: version 3.12, 3.13 or 3.14 with the venv module is needed." >&2
echo "Install one (Debian: apt-get install python3 python3-venv; any system: pyenv install 3.13), then run make again." >&2
exit 1
