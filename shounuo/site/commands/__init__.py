"""One module per command of `shounuo`: `HELP` in both languages, `arguments(parser)`, `run(args) -> int`.

Heavy imports stand inside `run`, so that `shounuo --help` answers at once.
"""
