"""Drivers of Hewlett-Packard instruments with languages of their own: commands only."""
