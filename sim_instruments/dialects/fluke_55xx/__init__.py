"""The Fluke 5520A and 5522A."""
