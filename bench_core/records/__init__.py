"""A run as a record: events, the journal that holds them, what they add up to, and the proof of it."""
