"""Pages of the register and of reconciliation."""
