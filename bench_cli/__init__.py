"""One command, calbench, and nothing but wiring."""
