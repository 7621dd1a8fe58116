"""On call: who answers when. It owns the duty list: a role, a person, from when to when.

This is the first version: plain shifts. Layers, rotations and swaps grow here; the question stays the same.
"""
