"""Reports: figures computed from commitments and logbook, never entered by hand. It owns no table. [9.1-attainment]"""
