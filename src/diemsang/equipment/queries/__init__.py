"""The only reads for a person; ``visible_to`` is the door."""
