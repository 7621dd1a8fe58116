"""What `make` runs: tests, figures, pages and checks that are no part of the product."""
