"""Instruments of Fluke."""
