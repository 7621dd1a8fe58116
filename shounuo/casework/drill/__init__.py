"""Drills (演练): a P0 rehearsed with a simulated customer and simulated silences; marked everywhere, counted nowhere. [5.3.2-P0-team]"""
