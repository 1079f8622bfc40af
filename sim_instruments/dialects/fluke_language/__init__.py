"""What the languages of the 5500 and the 5700 family of Fluke calibrators share."""
