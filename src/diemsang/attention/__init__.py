"""Which points need whom: idle, at risk, incomplete."""
