"""Escalation: by itself where nothing moves, in one step where somebody asks for it. [6.1-complexity, 6.2-L1-L2, 6.2-L2-L3, 6.2-urgent]"""
