"""Search: one index of words for everything that can be found – cases, articles, customers, people. [7.3-search]

It owns the index and how a question is read; what stands in it, and who may see what is found, is for those who ask. Each document is a set
of lexemes: its words, `^word` for those of its title, `_name` for what it is and who may read it. SQLite and PostgreSQL hold the same
lexemes and only gather candidates; the order is decided here, in `rules`, on plain values.
"""
