"""Simulated instruments on real wires: physics, dialects, servers."""
