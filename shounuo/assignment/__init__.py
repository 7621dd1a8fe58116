"""Assignment: who should take a case, and why. It owns no table: the choice is stored with the case. [5.2-assign]"""
