"""Lists of the apps below ``imports``, and what lists share: finding a unit by what people write."""
