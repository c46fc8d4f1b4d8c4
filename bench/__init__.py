"""Benchmarks; each prints ratios to the bars of the design."""
