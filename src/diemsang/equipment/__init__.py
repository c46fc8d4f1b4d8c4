"""Equipment: catalogue, bills of materials, lots, deliveries, assets, installation, acceptance, stocktake."""
