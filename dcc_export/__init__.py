"""Certificates from run records; knows no instrument."""
