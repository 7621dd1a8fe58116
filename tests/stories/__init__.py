"""Stories through the doors, on a moved clock, with a known cast."""
