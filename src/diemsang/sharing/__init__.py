"""Chia sẻ: a point, minute or work order as a picture with a short link that ends."""
