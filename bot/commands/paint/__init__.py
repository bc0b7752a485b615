"""Painting: `/imagine`, `/restyle`, `/similar`, `/again`."""
