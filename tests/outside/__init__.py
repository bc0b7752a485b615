"""Cases from the world: one test for each, with its source."""
