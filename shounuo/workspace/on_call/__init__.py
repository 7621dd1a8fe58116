"""值班: who is on call, the calendar, schedules, swaps, hand-over notes, the load at night – everything under /desk/on-call."""
