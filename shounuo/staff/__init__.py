"""Staff: the people of the house – level, skills, certificates, leave, teams, how they are reached. It owns what is known of them
beside the account, and the roster as an Excel file. [8.1-levels]"""
