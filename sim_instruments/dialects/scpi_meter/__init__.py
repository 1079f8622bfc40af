"""What the simulated SCPI multimeters have in common: functions, ranges, triggers, memory; no command of a model."""
