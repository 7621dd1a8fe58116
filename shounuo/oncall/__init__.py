"""On call: who answers when. It owns schedules (layers, rotations, overrides), the duty list that follows from them, swaps,
hand-over notes, and the secret addresses of personal calendars.

`rules.final` is the truth; the table of shifts is it written down for 120 days, so that "who, at T" is one indexed question.
"""
