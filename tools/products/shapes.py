# ruff: noqa: E501 - a drawing is one line
"""The few flat shapes the drawings are made of. Units are those of a 960 × 540 picture; no group's motif, no flag."""

INDIGO, COTTON, TURMERIC, MADDER, LEAF = "#1b2550", "#f7f3ea", "#f2c14e", "#9c2f3f", "#2f6b4f"
SKIN, SKY, EARTH, WATER, GREY, WOOD = "#d9a47a", "#dbe6ea", "#8a6a4a", "#6f9fc0", "#8f949e", "#b98a55"


def rect(x: float, y: float, w: float, h: float, fill: str, r: float = 0, extra: str = "") -> str:
    """A rectangle with corners of radius r."""
    return f'<rect x="{x}" y="{y}" width="{w}" height="{h}" rx="{r}" fill="{fill}" {extra}/>'


def disc(x: float, y: float, r: float, fill: str) -> str:
    """A disc."""
    return f'<circle cx="{x}" cy="{y}" r="{r}" fill="{fill}"/>'


def oval(x: float, y: float, rx: float, ry: float, fill: str) -> str:
    """An ellipse."""
    return f'<ellipse cx="{x}" cy="{y}" rx="{rx}" ry="{ry}" fill="{fill}"/>'


def poly(points: str, fill: str) -> str:
    """A polygon."""
    return f'<polygon points="{points}" fill="{fill}"/>'


def line(path: str, stroke: str, w: float = 10) -> str:
    """A stroke along an SVG path."""
    return f'<path d="{path}" fill="none" stroke="{stroke}" stroke-width="{w}" stroke-linecap="round" stroke-linejoin="round"/>'


def at(x: float, y: float, k: float, what: str) -> str:
    """Move and scale."""
    return f'<g transform="translate({x} {y}) scale({k})">{what}</g>'


def text(x: float, y: float, size: float, words: str, fill: str) -> str:
    """Digits and marks only: a picture must speak to someone who does not read."""
    style = 'font-family="DejaVu Sans" font-weight="bold" text-anchor="middle"'
    return f'<text x="{x}" y="{y}" font-size="{size}" fill="{fill}" {style}>{words}</text>'


def room() -> str:
    """Inside."""
    return rect(0, 0, 960, 540, COTTON) + rect(0, 430, 960, 110, "#e3d8c2")


def field(sky: str = SKY) -> str:
    """Outside, with hills."""
    hills = '<path d="M0 380 Q200 200 420 350 T960 280 V540 H0Z" fill="#86a88f"/>'
    return rect(0, 0, 960, 540, sky) + hills + '<path d="M0 430 Q480 370 960 430 V540 H0Z" fill="#2f6b4f"/>'


def person(x: float, y: float, k: float = 1, coat: str = INDIGO, hair: str = "#2a2320", arm: str = "down") -> str:
    """A person seen from the front; (x, y) is the middle of the feet, about 300 high at k = 1."""
    arms = {
        "down": "M-48 -170 L-66 -90 M48 -170 L66 -90",
        "phone": "M-48 -170 L-66 -90 M48 -170 L80 -130 L46 -228",
        "give": "M-48 -170 L-66 -90 M48 -170 L110 -140",
        "up": "M-48 -170 L-90 -240 M48 -170 L90 -240",
    }[arm]
    body = line("M-22 -90 V-6 M22 -90 V-6", "#33384d", 30) + line(arms, coat, 26)
    body += f'<path d="M-52 -170 Q-52 -196 -26 -196 H26 Q52 -196 52 -170 L58 -72 H-58Z" fill="{coat}"/>'
    head = rect(-12, -214, 24, 26, SKIN) + disc(0, -244, 42, SKIN)
    head += f'<path d="M-44 -244 A44 44 0 0 1 44 -244 Q20 -268 -44 -244Z" fill="{hair}"/>'
    head += disc(-14, -240, 4, INDIGO) + disc(14, -240, 4, INDIGO) + line("M-12 -222 Q0 -214 12 -222", MADDER, 4)
    held = rect(36, -262, 20, 44, "#111", 5) if arm == "phone" else ""
    return at(x, y, k, body + head + held)


def officer(x: float, y: float, k: float = 1) -> str:
    """An officer: leaf-green coat and a cap."""
    cap = f'<path d="M-48 -262 Q0 -312 48 -262Z" fill="{LEAF}"/>' + rect(-50, -266, 100, 12, "#173b2b", 5)
    return person(x, y, k, LEAF) + at(x, y, k, cap + disc(0, -280, 8, TURMERIC))


def phone(x: float, y: float, k: float, screen: str, inside: str = "") -> str:
    """A phone, 200 × 360 at k = 1, (x, y) its middle; `inside` is drawn on the screen around its middle."""
    return at(x, y, k, rect(-100, -180, 200, 360, "#20242f", 26) + rect(-86, -152, 172, 290, screen, 6) + inside)


def paper(x: float, y: float, k: float = 1, inside: str = "") -> str:
    """A paper with lines and a red stamp."""
    lines = "".join(rect(-70, -60 + 34 * n, 140 if n < 3 else 80, 10, GREY, 4) for n in range(4))
    shadow = rect(-104, -134, 220, 290, "#c9bda3", 6)
    return at(x, y, k, shadow + rect(-110, -140, 220, 290, "#fff", 6) + lines + disc(60, 105, 28, MADDER) + inside)


def cross(x: float, y: float, k: float = 1) -> str:
    """Not so."""
    return at(x, y, k, disc(0, 0, 70, MADDER) + line("M-30 -30 L30 30 M30 -30 L-30 30", "#fff", 20))


def tick(x: float, y: float, k: float = 1) -> str:
    """So."""
    return at(x, y, k, disc(0, 0, 70, LEAF) + line("M-34 2 L-8 30 L36 -26", "#fff", 20))


def house(x: float, y: float, k: float = 1, wall: str = "#e6d3a8") -> str:
    """A house; (x, y) the middle of its foot."""
    door = rect(-30, -100, 60, 100, WOOD) + rect(60, -110, 50, 46, INDIGO) + rect(-110, -110, 50, 46, INDIGO)
    return at(x, y, k, rect(-140, -150, 280, 150, wall) + poly("-180,-145 0,-260 180,-145", MADDER) + door)


def buffalo(x: float, y: float, k: float = 1, coat: str = "") -> str:
    """A water buffalo looking to the right; `coat` the colour of a sack coat."""
    dark = "#4a4650"
    legs = "".join(rect(at_, -90, 30, 90, dark, 6) for at_ in (-130, -85, 55, 100))
    body = oval(0, -130, 160, 75, dark) + oval(180, -165, 58, 46, dark) + oval(222, -150, 26, 24, "#6b6670")
    horns = line("M160 -205 Q120 -260 165 -285 M196 -206 Q250 -255 205 -288", "#d8cfc0", 14)
    face = disc(196, -176, 6, "#fff") + line("M-155 -150 Q-190 -110 -175 -70", dark, 10)
    sack = f'<path d="M-110 -190 Q0 -225 110 -185 L112 -80 H-112Z" fill="{coat}"/>' if coat else ""
    return at(x, y, k, legs + body + horns + face + sack)


def money(x: float, y: float, k: float = 1) -> str:
    """Bank notes."""
    note = rect(-100, -50, 200, 100, "#7fae8d", 6) + disc(0, 0, 32, "#dfeee2") + disc(0, 0, 16, LEAF)
    return at(x, y, k, at(16, 26, 1, note) + note)


def tree(x: float, y: float, k: float = 1, lean: int = 0) -> str:
    """A tree, leaning by degrees."""
    what = rect(-14, -110, 28, 110, WOOD) + disc(0, -160, 80, LEAF) + disc(-50, -120, 50, "#3b7d5d")
    return at(x, y, k, f'<g transform="rotate({lean})">{what}</g>')


def rain() -> str:
    """A dark cloud and rain all over."""
    cloud = oval(480, 70, 380, 60, "#5d6676") + oval(300, 50, 200, 60, "#6c7585") + oval(700, 55, 210, 60, "#6c7585")
    drops = "".join(f"M{60 + 85 * n + 30 * (row % 2)} {150 + row * 80} l-12 40 " for n in range(11) for row in range(3))
    return cloud + line(drops, WATER, 6)


def hand(x: float, y: float, k: float = 1, turn: int = 0) -> str:
    """An open hand, fingers up."""
    fingers = line("M-42 -30 V-105 M-14 -40 V-130 M14 -40 V-125 M42 -30 V-98 M50 20 L92 -24", SKIN, 26)
    what = fingers + rect(-58, -46, 116, 120, SKIN, 34) + rect(-40, 60, 80, 90, INDIGO, 10)
    return at(x, y, k, f'<g transform="rotate({turn})">{what}</g>')


def waves(x: float, y: float, k: float, colour: str) -> str:
    """Sound going to the right."""
    return at(x, y, k, line("M0 -20 Q14 0 0 20 M26 -42 Q54 0 26 42 M52 -64 Q94 0 52 64", colour, 11))


def straw(x: float, y: float, k: float = 1) -> str:
    """A heap of straw."""
    heap = '<path d="M-120 0 Q-90 -110 0 -120 Q90 -110 120 0Z" fill="#f2c14e"/>'
    return at(x, y, k, heap + line("M-70 -20 L-40 -70 M-10 -30 L0 -100 M50 -20 L60 -70 M20 -20 L-20 -60", "#b98a2e", 6))
