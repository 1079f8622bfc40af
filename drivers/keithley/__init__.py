"""Drivers of Keithley instruments: commands only."""
