"""审核: what is looked at again afterwards – every P0 and P1 of a day, a draw of the week's P2 and P3, the month, the quarter.
Owns Audit, Item, Answer and Finding. That an audit is due, and when a finding is, are commitments. [9.2-daily, 9.2-weekly]
"""
