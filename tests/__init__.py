"""Tests that belong to no single room: stories through the doors, the walls of the house, and what both stand on."""
