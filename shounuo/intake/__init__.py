"""Intake: the door through which mail comes in. It owns one row for each mail that it took, so that none is taken twice.

A mail is read (`letter`), judged to be a person's or a machine's (`rules`), relieved of what it quotes (`quotes`) and
turned into one call of casework (`take`). A machine's mail is never answered. Vendors of SMS, voice and chat tell here what became of
what we submitted (`hooks`). [5.2-acknowledge, 5.2-accept]
"""
