"""A single budget needs distributions, but no arrays."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[4]


def test_distributions_load_no_numpy_until_they_are_drawn_from():
    program = (
        "import sys; from bench_core.metrology.distribution import Arcsine, Counts, Normal, Trapezoidal; "
        "print(Arcsine(1.0).standard_uncertainty + Counts(3).standard_uncertainty + Normal(1.0).standard_uncertainty "
        "+ Trapezoidal(1.0, 0.5).standard_uncertainty); sys.exit('numpy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False).returncode == 0
