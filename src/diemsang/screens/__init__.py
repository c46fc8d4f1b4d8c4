"""Màn hình."""
