"""The Keithley 2000 multimeter as it is heard on the wire."""
