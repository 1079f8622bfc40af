"""The HP, Agilent, Keysight 3458A multimeter as it is heard on the wire, in its own language."""
