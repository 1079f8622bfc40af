"""The Fluke 8588A reference multimeter as it is heard on the wire."""
