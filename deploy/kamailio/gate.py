"""What Kamailio's `app_python3` loads: the gate's worker, from the environment that jingling stands in.

`GATE_PYTHONPATH` names the folders to import from, separated by colons: the `site-packages` of a Python of
the same version as Kamailio's own (3.11 on Debian 12).
"""

import os
import sys

sys.path[:0] = [folder for folder in os.environ.get("GATE_PYTHONPATH", "").split(":") if folder]

import KSR  # noqa: E402 - Kamailio's own; the path stands above

from jingling.gate.kamailio import worker  # noqa: E402


def mod_init():  # noqa: ANN201, D103 - named and called by app_python3
    return worker(KSR)
