"""战情室: the page of a response while it burns, its live parts, and what is done there. [5.3.2-P0-*, 5.3.2-P1-*]"""
