"""The pages about channels: which accounts with vendors this house has, in order of choice, and whether they work."""
