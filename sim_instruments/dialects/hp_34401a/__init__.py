"""The Hewlett-Packard, Agilent, Keysight 34401A multimeter as it is heard on the wire."""
