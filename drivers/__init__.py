"""Instruments as capabilities; knows commands and wires, and no calibration point."""
