"""YAML files as typed models, with every mistake located."""
