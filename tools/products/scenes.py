# ruff: noqa: E501 - a drawing is one line
"""Every drawing by its name: what it shows must be plain to someone who does not read."""

from collections.abc import Callable

from tools.products.shapes import (
    COTTON,
    EARTH,
    GREY,
    INDIGO,
    LEAF,
    MADDER,
    SKIN,
    SKY,
    TURMERIC,
    WATER,
    WOOD,
    at,
    buffalo,
    cross,
    disc,
    field,
    hand,
    house,
    line,
    money,
    officer,
    oval,
    paper,
    person,
    phone,
    poly,
    rain,
    rect,
    room,
    straw,
    text,
    tick,
    tree,
    waves,
)  # fmt: skip

BABY = oval(0, 20, 60, 46, TURMERIC) + disc(0, -30, 34, SKIN) + line("M-10 -22 Q0 -14 10 -22", MADDER, 4)
FACE = disc(0, -20, 60, SKIN) + rect(-74, 46, 148, 90, LEAF, 40) + line("M-20 -4 Q0 14 20 -4", MADDER, 6)
FACE += (
    disc(-20, -30, 7, INDIGO)
    + disc(20, -30, 7, INDIGO)
    + '<path d="M-62 -24 A62 62 0 0 1 62 -24 Q10 -60 -62 -24Z" fill="#2a2320"/>'
)
CARD = rect(-150, -95, 300, 190, "#fff", 16) + rect(-150, -95, 300, 40, LEAF, 10) + rect(-130, -35, 90, 110, SKY)
CARD += disc(-85, 5, 26, SKIN) + rect(-118, 36, 66, 38, INDIGO, 18)
CARD += rect(-20, -30, 140, 14, GREY, 5) + rect(-20, 5, 140, 14, GREY, 5) + rect(-20, 40, 90, 14, GREY, 5)
HANGUP = disc(0, 0, 60, MADDER) + line("M-30 14 Q0 -22 30 14", "#fff", 20)
CAMERA = disc(0, 0, 66, LEAF) + rect(-38, -24, 50, 48, "#fff", 8) + poly("14,0 40,-24 40,24", "#fff")
MASK = (
    disc(0, -30, 56, SKIN) + rect(-58, -56, 116, 34, "#111", 8) + disc(-22, -40, 8, "#fff") + disc(22, -40, 8, "#fff")
)
MASK += rect(-70, 30, 140, 80, "#33384d", 34) + line("M-60 -66 H60", "#33384d", 26)
TABLE = rect(250, 330, 460, 30, WOOD, 6) + rect(280, 360, 24, 130, WOOD) + rect(656, 360, 24, 130, WOOD)
TAP = rect(440, 40, 36, 90, GREY, 8) + rect(440, 40, 150, 36, GREY, 14) + rect(556, 60, 34, 60, GREY, 8)
BOWL = "".join(disc(-60 + 40 * n, -16 - 22 * (n % 2), 34, TURMERIC) for n in range(4))
BOWL += '<path d="M-130 -10 H130 L90 80 H-90Z" fill="#b98a55"/>'
SHED = (
    poly("90,170 480,60 870,170", MADDER) + rect(120, 165, 720, 290, "#d9c49a") + rect(100, 440, 760, 40, TURMERIC, 10)
)
SNOW = "".join(disc(70 + 120 * n, 70 + 90 * ((n * 3) % 4), 8, "#fff") for n in range(8))


def _call(number: str, sign: str) -> str:
    inside = text(0, -20, 76, number, INDIGO) + at(
        0, 80, 0.7, disc(0, 0, 60, LEAF) + line("M-26 -12 Q0 26 26 -12", "#fff", 20)
    )
    return room() + phone(280, 270, 1.25, "#fff", inside) + waves(430, 190, 1, MADDER) + sign


FIRE = (
    '<path d="M0 60 Q-110 40 -70 -60 Q-50 -20 -30 -40 Q-40 -130 30 -170 Q20 -110 70 -70 Q110 40 0 60Z" fill="#9c2f3f"/>'
)
FIRE += '<path d="M0 55 Q-50 40 -30 -20 Q-5 0 5 -60 Q60 0 40 30 Q25 55 0 55Z" fill="#f2c14e"/>'
VAN = (
    rect(-170, -100, 340, 150, "#fff", 18)
    + rect(70, -80, 80, 60, WATER, 8)
    + disc(-90, 56, 38, INDIGO)
    + disc(90, 56, 38, INDIGO)
)
VAN += rect(-100, -50, 100, 28, LEAF) + rect(-64, -86, 28, 100, LEAF) + rect(-20, -120, 60, 30, MADDER, 8)
LIE = rect(-150, -14, 300, 22, WOOD, 6) + line("M-70 -50 H90", INDIGO, 54) + disc(-120, -56, 32, SKIN)
HEAP = '<path d="M-220 0 Q-160 -170 0 -190 Q160 -170 220 0Z" fill="#6d4f35"/>' + line(
    "M-190 -50 Q0 -90 190 -50 M-150 -110 Q0 -150 150 -110", TURMERIC, 16
)
SPROUT = (
    rect(-8, -150, 16, 150, LEAF)
    + '<path d="M0 -80 Q-110 -90 -110 -180 Q-20 -170 0 -80Z M0 -110 Q110 -120 110 -210 Q20 -200 0 -110Z" fill="#3f8a63"/>'
)
LOOM = (
    rect(-230, -250, 26, 400, WOOD)
    + rect(204, -250, 26, 400, WOOD)
    + rect(-250, -250, 500, 26, WOOD)
    + rect(-250, 60, 500, 30, WOOD)
)
LOOM += (
    line(" ".join(f"M{-180 + 20 * n} -225 V60" for n in range(19)), "#fff", 5)
    + rect(-190, -40, 380, 100, INDIGO)
    + rect(-60, -70, 120, 24, TURMERIC, 12)
)
SHIELD = '<path d="M0 -190 L150 -140 V0 Q150 130 0 190 Q-150 130 -150 0 V-140Z" fill="#1b2550"/>' + line(
    "M-60 0 L-14 50 L70 -60", TURMERIC, 34
)
BATTERY = rect(-60, -100, 120, 210, "#fff", 14) + rect(-24, -122, 48, 24, "#fff", 6) + rect(-46, 40, 92, 56, MADDER, 6)
SCALE = (
    rect(-14, -40, 28, 180, GREY)
    + rect(-110, 130, 220, 30, INDIGO, 8)
    + disc(0, 20, 74, "#fff")
    + line("M0 20 L36 -22", MADDER, 10)
    + rect(-150, -80, 300, 24, INDIGO, 8)
)
NOSIGNAL = "".join(rect(-70 + 38 * n, 40 - 30 * n, 26, 30 + 30 * n, GREY) for n in range(4)) + line(
    "M-80 -90 L80 90", MADDER, 16
)
MOUNT = '<path d="M0 540 V470 L560 130 L960 60 V540Z" fill="#2f6b4f"/>'


def _hands(extra: str) -> str:
    return room() + TAP + extra + hand(410, 400, 1.1, 40) + hand(560, 400, 1.1, -40)


SCENES: dict[str, Callable[[], str]] = {
    "khai_sinh": lambda: room() + person(250, 500, 1.25, MADDER) + person(430, 500, 1.3) + at(340, 330, 1, BABY) + paper(720, 270, 1.2, at(0, -95, 0.55, BABY)),
    "giay_to": lambda: room() + paper(370, 260, 1.3) + hand(640, 420, 1.2, -50),
    "ra_xa": lambda: field() + house(680, 450, 1.5) + person(230, 500, 0.95, MADDER, arm="give") + paper(345, 370, 0.28),
    "ban_can_bo": lambda: room() + person(260, 520, 1.2, MADDER) + person(720, 520, 1.2, LEAF) + TABLE + paper(480, 300, 0.4),
    "dien_thoai_giay": lambda: room() + phone(480, 270, 1.3, SKY, paper(0, -10, 0.6)) + hand(740, 420, 1.1, -40),
    "can_cuoc": lambda: room() + at(330, 270, 1.4, CARD) + phone(740, 270, 1.05, WATER),
    "cong_an": lambda: room() + person(260, 520, 1.2, MADDER, arm="give") + officer(720, 520, 1.2) + TABLE + at(470, 300, 0.35, CARD),
    "van_tay": lambda: room() + rect(90, 160, 250, 200, "#33384d", 20) + disc(215, 260, 74, GREY) + disc(215, 260, 46, SKY) + at(480, 260, 1.1, FACE)
    + rect(650, 110, 240, 320, "#fff", 20) + line("M700 350 V250 A70 80 0 0 1 840 250 V350 M735 350 V255 A36 46 0 0 1 806 255 V350 M770 350 V260", INDIGO, 12),
    "tat_may": lambda: room() + phone(400, 270, 1.3, "#33384d", at(0, 60, 1, HANGUP)) + hand(610, 420, 1.2, -45),
    "trau_ret": lambda: field("#b8c4d0") + SNOW + buffalo(430, 470, 1.3) + line("M60 150 q60 -40 120 0 t120 0 M60 220 q60 -40 120 0 t120 0", "#fff", 12),
    "trau_chuong": lambda: rect(0, 0, 960, 540, SKY) + SHED + buffalo(440, 470, 1.2),
    "trau_an": lambda: rect(0, 0, 960, 540, SKY) + SHED + buffalo(370, 470, 1.15) + straw(730, 480, 1.1),
    "trau_ao": lambda: rect(0, 0, 960, 540, SKY) + SHED + buffalo(430, 470, 1.3, TURMERIC),
    "lua_dao": lambda: rect(0, 0, 960, 540, COTTON) + phone(330, 270, 1.35, MADDER, at(0, -20, 1, MASK)) + waves(490, 150, 1.1, MADDER) + poly("740,110 900,400 580,400", TURMERIC) + text(740, 370, 200, "!", INDIGO),
    "khong_tien": lambda: room() + phone(300, 270, 1.3, MADDER, at(0, -10, 1, MASK)) + money(660, 290, 1.5) + cross(760, 200, 1),
    "khong_ma": lambda: room() + phone(350, 270, 1.35, "#fff", rect(-74, -60, 148, 90, SKY, 16) + text(0, 4, 54, "* * *", INDIGO)) + at(690, 290, 1.2, MASK) + cross(560, 150, 0.9),
    "tin_gia": lambda: room() + phone(330, 270, 1.35, "#fff", rect(-74, -100, 148, 80, SKY, 16) + rect(-74, 10, 110, 60, SKY, 16)) + text(700, 380, 330, "?", MADDER),
    "goi_hoi": lambda: field() + person(250, 500, 1.3, MADDER, arm="phone") + waves(370, 170, 0.9, INDIGO) + person(720, 500, 1.3, INDIGO, arm="phone"),
    "lu_mua": lambda: field("#9aa7b5") + house(620, 440, 1.2) + rain() + '<path d="M0 480 Q120 450 240 480 T480 480 T720 480 T960 480 V540 H0Z" fill="#6f9fc0"/>',
    "loa": lambda: field() + rect(300, 120, 20, 400, GREY) + poly("250,130 420,60 420,260 250,190", INDIGO) + waves(450, 160, 1.2, MADDER) + person(760, 510, 1.05, MADDER) + person(640, 510, 0.85, LEAF),
    "lu_suoi": lambda: field("#9aa7b5") + '<path d="M0 300 Q480 240 960 300 V540 H0Z" fill="#8a6a4a"/>' + line("M60 380 q60 -30 120 0 t120 0 t120 0 t120 0 M260 460 q60 -30 120 0 t120 0 t120 0 t120 0", "#c9b08a", 12) + person(250, 440, 0.95, MADDER, arm="up") + '<path d="M120 400 Q250 370 380 400 V470 H120Z" fill="#8a6a4a"/>' + cross(680, 240, 1.5),
    "sat_lo": lambda: rect(0, 0, 960, 540, "#b8c4d0") + MOUNT + line("M620 130 L600 220 L650 290 L610 380 L660 470", "#3a2a1c", 22) + tree(480, 240, 1, -32) + tree(800, 160, 0.9, 26) + disc(330, 440, 40, EARTH) + disc(420, 480, 54, EARTH) + disc(240, 490, 34, EARTH),
    "len_cao": lambda: rect(0, 0, 960, 540, "#b8c4d0") + MOUNT + house(790, 130, 0.55) + person(330, 340, 0.7, MADDER) + person(420, 290, 0.62) + person(500, 240, 0.5, LEAF) + line("M520 110 L640 70 L615 50 M640 70 L622 98", TURMERIC, 18) + '<path d="M0 490 Q120 465 240 490 T480 490 T720 490 T960 490 V540 H0Z" fill="#6f9fc0"/>',
    "so_111": lambda: _call("111", person(720, 500, 1.0, TURMERIC) + line("M600 480 V300 Q600 120 720 120 T840 300 V480", LEAF, 24)),
    "so_112": lambda: _call("112", rect(520, 360, 440, 180, WATER) + person(740, 480, 1.0, MADDER, arm="up") + '<path d="M520 390 q55 -30 110 0 t110 0 t110 0 t110 0 V540 H520Z" fill="#6f9fc0"/>' + '<g fill="none" stroke="#f2c14e" stroke-width="34"><ellipse cx="740" cy="390" rx="100" ry="34"/></g>'),
    "so_113": lambda: _call("113", officer(730, 510, 1.4)),
    "so_114": lambda: _call("114", house(730, 480, 1.0) + at(690, 280, 0.9, FIRE) + at(800, 330, 0.6, FIRE)),
    "so_115": lambda: _call("115", at(720, 210, 1.1, VAN) + at(730, 460, 1, LIE)),
    "goi_video": lambda: room() + phone(560, 270, 1.4, SKY, at(0, 10, 1, FACE)) + person(220, 520, 1.4, MADDER, "#c9c9c9"),
    "danh_ba": lambda: room() + phone(480, 270, 1.4, "#fff", "".join(disc(-46, -96 + 92 * n, 32, c) + disc(-46, -102 + 92 * n, 16, SKIN) + rect(0, -104 + 92 * n, 74, 16, GREY, 6) for n, c in enumerate((MADDER, LEAF, INDIGO)))) + hand(720, 440, 1.1, -45),
    "nut_video": lambda: room() + phone(480, 270, 1.4, SKY, at(0, -50, 0.8, FACE) + at(0, 95, 0.55, CAMERA)) + hand(690, 490, 1.0, -45) + at(170, 250, 1.5, CAMERA),
    "cam_may": lambda: room() + rect(80, 60, 180, 180, TURMERIC, 10) + line("M170 60 V240 M80 150 H260", "#fff", 12) + person(420, 540, 1.6, MADDER) + phone(700, 200, 0.65, SKY, at(0, 0, 0.9, FACE)) + line("M500 300 L600 330 L680 290", MADDER, 34),
    "be_mai": lambda: field() + person(480, 510, 1.3, TURMERIC, arm="up") + disc(363, 198, 26, EARTH) + disc(597, 198, 26, EARTH) + tree(150, 440, 1.2) + house(800, 430, 0.8),
    "tay_nuoc": lambda: _hands(rect(560, 120, 26, 300, WATER)),
    "tay_xa_phong": lambda: _hands(rect(640, 380, 150, 70, TURMERIC, 20)) + "".join(disc(380 + 50 * n, 300 - 34 * (n % 3), 24, "#ffffffcc") + disc(400 + 45 * n, 380 - 20 * (n % 2), 18, "#bcd8e8") for n in range(6)),
    "tay_lau": lambda: room() + hand(380, 360, 1.2, 30) + hand(590, 360, 1.2, -30) + '<path d="M300 330 Q480 270 660 330 L640 470 Q480 430 320 470Z" fill="#6f9fc0"/>' + line("M330 440 Q480 400 632 440", "#fff", 14),
    "ca_nha": lambda: room() + person(220, 510, 1.3, MADDER, "#c9c9c9") + person(420, 510, 1.35) + person(620, 510, 1.25, LEAF) + person(780, 510, 0.8, TURMERIC),
    "can_ngo": lambda: room() + at(330, 330, 1.2, SCALE) + at(330, 200, 0.8, BOWL) + at(710, 380, 1.2, BOWL),
    "pin": lambda: room() + phone(480, 270, 1.4, "#33384d", BATTERY),
    "man_toi": lambda: room() + phone(280, 270, 1.2, TURMERIC, disc(0, 0, 44, "#fff")) + line("M430 270 H520 L490 240 M520 270 L490 300", INDIGO, 16) + phone(680, 270, 1.2, "#4a5060", disc(0, 0, 30, GREY)),
    "mat_song": lambda: field() + phone(480, 270, 1.35, "#fff", at(0, 0, 0.9, NOSIGNAL)),
    "sac": lambda: room() + phone(330, 250, 1.2, SKY, BATTERY + rect(-46, -80, 92, 170, LEAF, 6)) + line("M330 470 V505 H700 V300", INDIGO, 14) + rect(640, 130, 120, 150, "#fff", 14) + disc(680, 205, 10, INDIGO) + disc(720, 205, 10, INDIGO),
    "khung_cui": lambda: room() + at(400, 330, 1.15, LOOM) + person(800, 530, 1.3, MADDER, "#c9c9c9"),
    "luat": lambda: room() + poly("480,140 160,110 160,420 480,460", "#fff") + poly("480,140 800,110 800,420 480,460", "#f0e8d6") + line("M210 190 L430 210 M210 250 L430 270 M210 310 L430 330 M530 210 L750 190 M530 270 L750 250 M530 330 L750 310", GREY, 12) + line("M480 140 V460", MADDER, 16),
    "hoi_duong": lambda: field() + '<path d="M380 540 L470 330 H500 L640 540Z" fill="#d8cfc0"/>' + person(200, 520, 1.2, MADDER) + text(330, 220, 160, "?", INDIGO) + house(760, 430, 0.9),
    "giu_kin": lambda: room() + paper(330, 270, 1.2) + rect(560, 250, 260, 210, INDIGO, 24) + line("M620 250 V190 A70 70 0 0 1 760 190 V250", GREY, 30) + disc(690, 340, 28, TURMERIC) + rect(680, 350, 20, 60, TURMERIC),
    "u_phan": lambda: field() + at(430, 480, 1.4, HEAP) + person(820, 510, 1.0, INDIGO),
    "u_cho": lambda: field() + house(770, 440, 0.9) + at(240, 460, 0.8, HEAP) + line("M400 470 H600 M430 445 L400 470 L430 495 M570 445 L600 470 L570 495", TURMERIC, 14),
    "u_che": lambda: field("#9aa7b5") + rain() + at(480, 490, 1.4, HEAP) + '<path d="M150 490 Q260 200 480 190 Q700 200 810 490 L740 490 Q640 330 480 320 Q320 330 220 490Z" fill="#1b2550"/>',
    "mam_cay": lambda: rect(0, 0, 960, 540, SKY) + disc(800, 110, 60, TURMERIC) + rect(0, 400, 960, 140, EARTH) + "".join(at(200 + 280 * n, 410, 1.1, SPROUT) for n in range(3)),
    "tieng_vi": lambda: room() + person(300, 540, 1.7, INDIGO) + waves(440, 150, 1.3, MADDER),
    "tieng_x_minh_hoa": lambda: room() + '<path d="M330 380 Q360 140 480 130 Q600 140 630 380Z" fill="#f2c14e"/>' + rect(300, 372, 360, 34, "#d9a833", 16) + disc(480, 430, 34, MADDER) + rect(466, 90, 28, 50, WOOD, 8) + waves(670, 230, 1, INDIGO),
    "chu_de_POLICY_LAW": lambda: SCENES["luat"](),
    "chu_de_PUBLIC_SERVICE": lambda: SCENES["giay_to"](),
    "chu_de_PRODUCTION": lambda: field() + buffalo(440, 480, 1.4),
    "chu_de_TRADE": lambda: SCENES["can_ngo"](),
    "chu_de_SCI_TECH": lambda: SCENES["mam_cay"](),
    "chu_de_CULTURE_SOCIETY": lambda: SCENES["khung_cui"](),
    "chu_de_SECURITY_ORDER": lambda: room() + at(480, 270, 1.2, SHIELD),
    "chu_de_DIGITAL_SKILL": lambda: SCENES["goi_video"](),
    "chu_de_HEALTH_EDU": lambda: SCENES["tay_xa_phong"](),
    "chu_de_DISASTER": lambda: SCENES["lu_mua"](),
    "tich": lambda: room() + tick(480, 270, 2),
}  # fmt: skip
