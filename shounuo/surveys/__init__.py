"""Surveys: what customers say of a closed case, from one to five. It owns one survey for each case, its answer, and the follow-up
of a low one. [5.4-survey, 9.1-csat]
"""
