// Placeholder of the bundle step; see clients/build.py.
