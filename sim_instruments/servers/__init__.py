"""The wires that simulated instruments answer on."""
