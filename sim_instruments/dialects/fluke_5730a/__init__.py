"""The Fluke 5700 family: 5700A, 5720A and 5730A."""
