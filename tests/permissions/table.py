"""What the permission table is made of: viewers, a case, and groups of viewers that many addresses share."""

from __future__ import annotations

from dataclasses import dataclass, field

VIEWERS = {
    "signed_out": "nobody is signed in",
    "no_grant": "signed in, holds nothing",
    "commune": "officer of xã Nà Hang",
    "other_commune": "officer of xã Lâm Bình",
    "former_commune": "still holds only the former xã Năng Khả, now part of xã Nà Hang",
    "other_province": "specialist of the former province Lào Cai",
    "specialist": "specialist of the province",
    "leader": "leader of the province",
    "inspector": "inspector over the province",
    "admin": "administrator",
}
DOOR = 302


@dataclass(frozen=True, slots=True)
class Case:
    """An address and what each viewer gets; ``others`` for those not named."""

    name: str
    others: int
    kwargs: dict[str, str] = field(default_factory=dict)
    method: str = "get"
    signed_out: int = DOOR
    differ: dict[str, int] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """For the test's name."""
        return " ".join([self.method, self.name, *self.kwargs.values()])

    @property
    def expected(self) -> dict[str, int]:
        """Status by viewer."""
        return {**dict.fromkeys(VIEWERS, self.others), "signed_out": self.signed_out, **self.differ}


def when_posted(by_viewer: dict[str, int], status: int) -> dict[str, int]:
    """The same people; whoever may open the form gets ``status`` for sending it."""
    return {viewer: status if answer == 200 else answer for viewer, answer in by_viewer.items()}


def only(*viewers: str, status: int = 200) -> dict[str, int]:
    """These viewers get ``status``."""
    return dict.fromkeys(viewers, status)


PLAN = {"code": "KH-207-2023"}
REFORM = {"code": "tuyen-quang-2025-07-01"}
INSIDE = {"code": "TQ-0092"}  # recorded in the former xã Năng Khả, which lies in xã Nà Hang now
UNPLACED = {"code": "TQ-0001"}  # in the former huyện Sơn Dương, commune unknown
READ_ONLY = ("leader", "inspector", "admin")

# Plans are read by every officer of a commune; another province's specialist sees only its own.
PLAN_READERS = only("specialist", "commune", "other_commune", "former_commune", *READ_ONLY)
# A point is read where it lies: an officer of the merged commune, and one who still holds the former commune.
POINT_READERS = only("specialist", "commune", "former_commune", *READ_ONLY)
POINT_WRITERS = {**only("specialist", "commune", "former_commune"), **only(*READ_ONLY, status=403)}
# A point whose commune is unknown is the province's alone.
UNPLACED_WRITERS = {**only("specialist"), **only(*READ_ONLY, status=403)}
SPLIT_ANSWERERS = {**only(*POINT_READERS, status=403), **only("specialist", "admin", status=302)}
REFORMERS = only("specialist", "other_province", "admin")
