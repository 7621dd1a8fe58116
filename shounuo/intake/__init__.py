"""Intake: the door through which mail comes in. It owns one row for each mail that it took, so that none is taken twice; and
for a mailbox that is read over IMAP, what it knows of the mailbox and of each message in it.

A mail is read (`letter`), judged to be a person's or a machine's (`rules`), relieved of what it quotes (`quotes`) and
turned into one call of casework (`take`). A machine's mail is never answered. Vendors of SMS, voice and chat tell here what became of
what we submitted (`hooks`). [5.2-acknowledge, 5.2-accept]

A mailbox is followed (`follow`) in rounds (`mailbox`) over a line (`line`, `wire`); each message is read (`one`), taken or
kept aside (`keeping`), tried again (`second_try`), and filed at the server (`filing`).
"""
