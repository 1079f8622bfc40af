"""What runs beside the window: the watched run, its commands, other processes."""
