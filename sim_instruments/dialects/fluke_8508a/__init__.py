"""The Fluke 8508A reference multimeter as it is heard on the wire, in its own language."""
