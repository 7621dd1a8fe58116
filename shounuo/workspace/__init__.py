"""The workspace: the staff's door, /desk. It translates between pages and casework; it owns no table and decides nothing. [7.1-platform]"""
