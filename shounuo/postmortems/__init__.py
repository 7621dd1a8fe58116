"""What is written after a P0 or P1: the report with its chronology, root cause and preventive actions, and what became of those.
Owns Report and PreventiveAction. That it is due, and when an action is, are commitments. [5.3.2-P0-after, 5.3.2-P1-after]
"""
