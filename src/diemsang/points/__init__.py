"""The register of support points and the milestone ledger."""
