"""Django's PostgreSQL with one difference: whether a kept connection still lives is seen at its socket, without a question."""
