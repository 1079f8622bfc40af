"""Everything that decides what the window shows; it imports no Qt and touches no instrument."""
