"""Courses, classes, trained people and their certificates."""
