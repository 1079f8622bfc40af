"""The one kind of array that batches, Monte Carlo trials and fits work on."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
