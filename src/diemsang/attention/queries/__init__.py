"""What asks for attention, as a person may read it."""
