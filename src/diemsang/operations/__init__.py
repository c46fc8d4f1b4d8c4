"""Running points: for now the Internet line and the power of each."""
