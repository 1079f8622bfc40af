"""Drivers that let instruments of other libraries serve."""
