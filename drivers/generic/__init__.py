"""Drivers of instruments that are wholly described in files."""
