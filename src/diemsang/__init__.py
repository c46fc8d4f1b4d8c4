"""Điểm Sáng: support points where ethnic-minority residents use information technology."""

__version__ = "0.1.0"
