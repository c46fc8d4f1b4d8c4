"""Hỏi đáp: a question from a point, its owner, the answer, and the screen of the point."""
