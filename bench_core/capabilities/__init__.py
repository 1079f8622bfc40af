"""What a procedure may ask of an instrument: one table of capabilities, and the protocols that drivers fulfil."""
