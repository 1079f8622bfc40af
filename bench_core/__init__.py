"""The words everyone speaks; knows metrology, files and records, and no instrument, window or wire."""
