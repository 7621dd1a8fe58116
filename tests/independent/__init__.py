"""Figures worked out a second time, from the logbook's facts alone and by other code: nothing here imports shounuo."""
