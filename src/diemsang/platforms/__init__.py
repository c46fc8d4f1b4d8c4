"""Digital platforms: the register, selection rounds with criteria and scores, the decision, and tiles (Art. 13)."""
