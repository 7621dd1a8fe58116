"""A period's history under another standard: what would have been kept, beside what was. [7.1-reports]"""
