"""What holds for every test of the engine: what it refuses, it refuses in both languages."""

from tests.told_in_both import both_languages

__all__ = ["both_languages"]
