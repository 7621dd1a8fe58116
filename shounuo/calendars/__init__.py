"""When we are open: weeks, holidays, make-up workdays (调休), time zones, and the arithmetic of open time.

Its data are the files under ``policies/calendars/``: one for each set of opening hours and one for each year of
a country's public holidays, since no rule can guess the next year's. What a house adopts on top of them – the
next year, hours of its own – are the rows of its two tables; the latest holds. The standard's own clocks run
24x7 (4.2-24x7); a contract may name another calendar, and working hours decide who is asked and how (5.3.3-P3).
"""
