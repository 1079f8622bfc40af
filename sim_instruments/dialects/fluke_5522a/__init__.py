"""The Fluke 5522A multi-product calibrator as it is heard on the wire in computer mode."""
