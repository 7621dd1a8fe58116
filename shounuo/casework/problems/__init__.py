"""Problems behind cases: opened, tied, fixed for good; and repeats that are found by themselves. [6.1-repeat, 5.3.1-solution]"""
