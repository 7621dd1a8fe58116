"""守诺 Shounuo: a service desk that runs a written service standard as a program. ARCHITECTURE.md is the map."""
