"""Assignment: who should take a case, and why. It owns the offers: a case that one person offers to another, who accepts,
declines or lets the time run out. The choice itself is stored with the case. [5.2-assign]"""
