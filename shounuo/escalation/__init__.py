"""Calling in more: along the path L1 → L2 → L3 → AWS Support, by whatever the standard names. Owns Escalation: who, why, when, and what was
handed over. [6.1-complexity, 6.2-L1-L2]
"""
