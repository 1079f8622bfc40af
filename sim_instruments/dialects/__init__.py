"""What the bytes mean to each simulated instrument, by its own parser."""
