"""Bytes to values and back; no input, output or clock."""
