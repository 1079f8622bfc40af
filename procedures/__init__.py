"""The procedure language: model, linter, and expansion to a plan."""
