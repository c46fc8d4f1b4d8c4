"""Sản phẩm thông tin."""
