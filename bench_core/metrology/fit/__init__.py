"""Curves fitted to calibration points; reading them off needs no numpy, the modules that fit do."""
