"""The bench window."""
