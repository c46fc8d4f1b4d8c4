"""Rights of this app (docs/rights.csv)."""

VIEW = "platforms.view"
MANAGE = "platforms.manage"
SCORE = "platforms.score"
DECIDE = "platforms.decide"
