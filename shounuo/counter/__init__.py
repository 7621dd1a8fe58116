"""The counter: what both page doors do alike. It reads what people type, takes files, gives files back, remembers
drafts, and says what would be judged; it owns no table and decides nothing. [7.1-portal, 7.1-platform]"""
