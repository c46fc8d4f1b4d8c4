"""Lines that break, hubs that die: what the protocol must survive."""
