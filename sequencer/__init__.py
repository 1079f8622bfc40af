"""Performs a plan on a bench, safely, and leaves a record."""
