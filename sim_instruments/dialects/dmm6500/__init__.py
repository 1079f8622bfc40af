"""The Keithley DMM6500 multimeter, in its SCPI command set, as it is heard on the wire."""
