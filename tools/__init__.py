"""Tools of the checkout; none of this is in the wheel."""
