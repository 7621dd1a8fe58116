"""Watch: what time sets going, in one written order. It owns no table; whatever it does would be true without it too,
only later noticed. [7.1-workflow]
"""
