"""The plots; the only part that knows the plot library."""

from __future__ import annotations

from bench_gui import qt

qt.binding()  # is loaded first: the plot library takes the one that is there
