"""Instruments of Keysight, Agilent and Hewlett-Packard."""
