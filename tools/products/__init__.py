"""Makes the illustration products of `examples/thu-vien` from their texts: pictures, machine voice, chimes, video."""
