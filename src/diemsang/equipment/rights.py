"""Rights of this app, as named in docs/rights.csv."""

VIEW = "equipment.view"
MANAGE = "equipment.manage"
APPROVE = "equipment.approve"
DELIVER = "equipment.deliver"
STOCKTAKE = "equipment.stocktake"
ACCEPT = "equipment.accept"
INSTALL = "equipment.install"
