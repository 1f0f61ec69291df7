#!/bin/sh
# Makes the locked environment .venv on a machine with Python 3.11 and nothing else of ours.
# uv is taken from PATH, else from a small environment of its own (.tools) filled by pip.
set -eu
cd "$(dirname "$0")/.."
export UV_PYTHON_DOWNLOADS=never
uv=$(command -v uv || true)
if [ -z "$uv" ]; then
  if [ ! -x .tools/bin/uv ]; then
    python3 -m venv .tools 2>/dev/null || { scripts/debian.sh python3-venv; python3 -m venv .tools; }
    .tools/bin/pip install --quiet --disable-pip-version-check uv
  fi
  uv=.tools/bin/uv
fi
"$uv" sync --locked --all-extras --quiet --compile-bytecode "$@"
# compiled once here, not at every start: where PYTHONDONTWRITEBYTECODE is set nobody else would keep it
.venv/bin/python -m compileall -q src
