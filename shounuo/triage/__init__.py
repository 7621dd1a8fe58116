"""Triage: which priority a ticket has, read from its form, its words and its customer's past (SPT-003 sections 2 to 4).

It owns the judgement, and the lessons that were learnt from confirmed priorities: no clock, no network. A ticket and the policy go in,
a level comes out with the reading of each of the six factors and the reason that decided, in both languages. Whoever asked keeps it.
The words triage knows stand in the policy file, in its [triage] section.

Reading order: `ticket` and `judgement` are the two ends; `passage` cuts the text into clauses, `lexicon` and `patterns` find the words,
`context` says what each word is worth where it stands, `numbers` reads shares and durations, `evidence` gathers all this, `faults`
joins what is broken with its thing and its scope, `factors` reads the six factors, and `rules` weighs and decides. `learned` is a
second opinion, `opinions` puts both together.
"""
