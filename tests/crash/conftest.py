"""Lets the tests here import the scripts beside them, which are also run by themselves."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
