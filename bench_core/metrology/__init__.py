"""Metrology as pure functions of exact values; knows no file, no clock and no instrument."""
