"""Pages as a telephone takes them: turned, seen at an angle, dim, shaded, a little blurred and noisy."""

from __future__ import annotations

import io
import random
import subprocess
import tempfile
from pathlib import Path

from PIL import Image, ImageChops, ImageEnhance, ImageFilter, ImageOps

SCREEN = Image.Transform.PERSPECTIVE


def drawn(pdf: bytes, dpi: int = 200) -> list[Image.Image]:
    """The pages of a PDF as pictures, by poppler."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "a.pdf"
        source.write_bytes(pdf)
        command = ["pdftoppm", "-r", str(dpi), "-gray", "-png", str(source), str(Path(folder) / "p")]
        subprocess.run(command, check=True, capture_output=True)
        return [Image.open(path).convert("L") for path in sorted(Path(folder).glob("p*.png"))]


def photograph(page: Image.Image, seed: int) -> bytes:
    """One JPEG of the page; the same seed gives the same picture."""
    chance = random.Random(seed)
    width, height = page.size
    table = chance.randrange(30, 120)
    edge = int(0.12 * width)
    framed = ImageOps.expand(page, border=edge, fill=table)
    width, height = framed.size

    def near(x: int, y: int) -> tuple[float, float]:
        return x + chance.uniform(-0.05, 0.05) * width, y + chance.uniform(-0.05, 0.05) * height

    corners = [near(0, 0), near(width, 0), near(width, height), near(0, height)]
    skewed = framed.transform(
        framed.size, SCREEN, _coefficients(corners, width, height), Image.Resampling.BICUBIC, fillcolor=table
    )
    turned = skewed.rotate(
        chance.choice((0, 90, 180, 270)) + chance.uniform(-15, 15),
        Image.Resampling.BICUBIC,
        expand=True,
        fillcolor=table,
    )
    shade = Image.linear_gradient("L").resize(turned.size).rotate(chance.choice((0, 90, 180, 270)), expand=False)
    shaded = ImageChops.multiply(turned, shade.point(lambda value: 120 + value * 135 // 255))
    dim = ImageEnhance.Brightness(shaded).enhance(chance.uniform(0.4, 1.0))
    dim = ImageEnhance.Contrast(dim).enhance(chance.uniform(0.55, 1.0))
    soft = dim.filter(ImageFilter.GaussianBlur(chance.uniform(0.3, 1.3)))
    noise = Image.effect_noise(soft.size, chance.uniform(3, 10))
    noisy = ImageChops.add(soft, noise, scale=1, offset=-128)
    stream = io.BytesIO()
    noisy.save(stream, "JPEG", quality=chance.randrange(45, 85))
    return stream.getvalue()


def _coefficients(corners: list[tuple[float, float]], width: int, height: int) -> tuple[float, ...]:
    """Of the perspective that maps the picture's corners to ``corners`` (eight linear equations, by elimination)."""
    rows = []
    for (x, y), (u, v) in zip([(0, 0), (width, 0), (width, height), (0, height)], corners, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y, u])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y, v])
    for column in range(8):
        pivot = max(range(column, 8), key=lambda row: abs(rows[row][column]))
        rows[column], rows[pivot] = rows[pivot], rows[column]
        for row in range(8):
            if row != column:
                factor = rows[row][column] / rows[column][column]
                rows[row] = [a - factor * b for a, b in zip(rows[row], rows[column], strict=True)]
    return tuple(rows[index][8] / rows[index][index] for index in range(8))
