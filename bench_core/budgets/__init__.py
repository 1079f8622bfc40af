"""Budgets that users write: from a file's inputs and model to results with their uncertainty; pure, no output."""
