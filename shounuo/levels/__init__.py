"""Changes of a case's level as one procedure, and what customers ask for: who proposed what and why, who approved it, since when it holds.

Owns LevelChange and UpgradeRequest. The level itself is the case's; the clocks that follow are commitments. [5.3.4-procedure]
"""
