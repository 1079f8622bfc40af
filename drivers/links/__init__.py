"""The wires: the only place that names pyvisa, pyserial or pymodbus."""
