"""Administrative units over time: versions, lineage, reforms."""
