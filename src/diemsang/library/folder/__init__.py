"""Reading a folder of information products (examples/thu-vien/FORMAT.md). Nothing here writes."""

from diemsang.library.folder.read import Folder, ProductFile, VarietyFile, read_folder

__all__ = ["Folder", "ProductFile", "VarietyFile", "read_folder"]
