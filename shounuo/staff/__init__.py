"""Staff: the engineers – level, skills, who may take what. It owns the engineer's record beside the account. [8.1-levels]"""
