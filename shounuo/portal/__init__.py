"""The portal: the customer's door. It translates between pages and casework; it owns no table and decides nothing. [7.1-portal]"""
