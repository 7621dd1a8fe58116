"""Pure rules of reading somebody else's log: its columns, its moments, its incidents. No table, no framework."""
