"""A fleet of made-up televisions that speaks the real protocol to a real hub, has every misfortune, and counts.

The device here is a second reading of ``docs/screen-protocol.md``, made without looking at the TV app or at the hub.

How simulated days pass. In the simulator's own hub (``serving.py``) each request is answered at the moment that its
header ``X-Simulated-Now`` names, so a week passes in seconds and the hub's judgement of time is checked to the
second. Only the simulator's WSGI module reads that header; the hub that ``diemsang serve`` runs knows nothing of it.
Against another hub (``--url``) time cannot be set: there every screen lives its days off line, up to the present
moment, and delivers them all at the end.
"""
