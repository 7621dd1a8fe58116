"""The walls: what holds for every room and every file, checked by reading the source."""
