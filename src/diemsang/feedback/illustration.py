"""Invented questions at a plan's points and what became of them (*minh họa*), for a demonstration home only.

Each is written by the action that people use, on its own day, counted back from today: most were answered in time; one
is late, one waits to be looked at, one asked the same again, and one answer is on the screen of its point. Answers
repeat what the example products say, or send people to their commune; nobody who asks is named.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from diemsang.core import clock
from diemsang.core.actor import Actor, SystemActor
from diemsang.feedback.actions import (
    Wish,
    accept_question,
    answer_question,
    ask,
    ask_by_qr,
    dismiss_question,
    make_door,
    show_answer,
    transfer_question,
)
from diemsang.feedback.models import Answer, Door, Question
from diemsang.feedback.queries.scope import door_of
from diemsang.library.models import Product
from diemsang.library.queries import current_root
from diemsang.operations.day_fields import Service
from diemsang.plans.models import Plan
from diemsang.points.illustration import MARK, Story, named, require_demonstration, stories_of
from diemsang.points.models import SupportPoint

ASKER = SystemActor("minh-hoa:hoi", f"Người phụ trách điểm ({MARK})")
OFFICES: Mapping[str, SystemActor] = {
    "COMMUNE": SystemActor("minh-hoa:ubnd-xa", f"Cán bộ UBND xã ({MARK})"),
    "PROV_INFO": SystemActor("minh-hoa:thong-tin", f"Cán bộ thông tin cơ sở của tỉnh ({MARK})"),
    "PROV_ETHNIC": SystemActor("minh-hoa:dan-toc", f"Cán bộ công tác dân tộc của tỉnh ({MARK})"),
}
"""Duty → who answers for it."""
APPROVER = SystemActor("minh-hoa:duyet-tra-loi", f"Lãnh đạo UBND xã ({MARK})")
"""Who lets an answer on the screen: nobody approves his own words."""
EVENING, MORNING = dt.time(19, 40), dt.time(9, 15)
"""When people ask at a point, and when an office sees to it."""
LATE, UNSEEN, AGAIN, SHOWN = "the", "lon-chet", "rung-lan-nua", "khai-sinh"
"""Questions with a story of their own: past its deadline, waiting to be looked at, the same again, on the screen."""


@dataclass(frozen=True, slots=True)
class Told:
    """One question. All days count back from today.

    ``by_qr``: from who scanned the sheet, and ``seen``: the day the office accepted it. ``moved``: day, to whom, why.
    ``answered``: day and words. ``dismissed``: day and reason.
    """

    key: str
    rank: int
    asked: int
    words: str
    service: str = ""
    product: str = ""
    by_qr: bool = False
    seen: int | None = None
    moved: tuple[int, str, str] | None = None
    answered: tuple[int, str] | None = None
    dismissed: tuple[int, str] | None = None


QUESTIONS = (
    Told(
        "gung",
        12,
        130,
        "Muốn bán gừng trên mạng thì làm thế nào để khỏi bị lừa?",
        Service.TRADE,
        answered=(
            127,
            "Hỏi giá vài nơi trước khi bán: hợp tác xã, người đi chợ về, con cháu xem giúp trên điện thoại.\n"
            "Người lạ đặt mua nhiều mà bắt gửi tiền trước là kẻ lừa, bà con đừng gửi.",
        ),
    ),
    Told(
        "mua-lu",
        90,
        110,
        "Bài về mưa lũ hay, nhưng người già nghe không kịp. Xem lại từng đoạn được không?",
        product="mua_lu",
        answered=(
            103,
            "Xem lại được. Mỗi lần bấm mũi tên trái là lùi lại 10 giây.\n"
            "Nếu vẫn nhanh, nhờ người phụ trách điểm bấm Dừng để nói lại cho rõ.",
        ),
    ),
    Told(
        "rung",
        10,
        74,
        "Tiền khoán bảo vệ rừng năm nay bao giờ chi? Muốn xem tên nhà mình thì xem ở đâu?",
        by_qr=True,
        seen=73,
        answered=(
            68,
            "Danh sách dán ở nhà văn hóa thôn và ở trụ sở UBND xã.\n"
            "Không biết chữ thì nhờ trưởng thôn đọc giúp. Thấy sai thì báo ngay với UBND xã.\n"
            "Trước ngày chi, xã báo trên loa và trong buổi họp thôn.",
        ),
    ),
    Told(
        AGAIN,
        10,
        71,
        "Bao giờ có tiền rừng?",
        by_qr=True,
        dismissed=(70, "Trùng một câu đã nhận ba hôm trước ở điểm này; xã trả lời chung một lần."),
    ),
    Told(
        "ho-tich",
        74,
        60,
        "Tên con trong giấy khai sinh bị ghi sai một chữ, sửa trên mạng được không?",
        Service.PUBLIC_SERVICE,
        by_qr=True,
        seen=58,
        answered=(
            50,
            "Mang giấy khai sinh và giấy tờ của bố mẹ ra UBND xã để cán bộ hộ tịch xem.\n"
            "Muốn nộp trên mạng thì nhờ người phụ trách điểm mở Cổng Dịch vụ công quốc gia, bà con tự đăng nhập.",
        ),
    ),
    Told(
        "goi-la",
        53,
        52,
        "Có người gọi xưng là công an, bảo cài phần mềm để làm định danh. Có thật không?",
        Service.SAFETY,
        by_qr=True,
        seen=51,
        answered=(
            51,
            "Không thật. Công an không làm việc, không đòi tiền qua điện thoại.\n"
            "Bà con tắt máy, không bấm đường dẫn lạ, không đọc mã trong tin nhắn cho ai. Gọi 113 hoặc báo công an xã.",
        ),
    ),
    Told(
        "ho-ngheo",
        43,
        41,
        "Nhà thuộc hộ nghèo, mái dột nhiều, muốn sửa thì được giúp gì, nộp đơn ở đâu?",
        moved=(40, "PROV_ETHNIC", "Hỏi về chính sách cho hộ nghèo vùng dân tộc thiểu số"),
        answered=(
            35,
            "Bà con nói với trưởng thôn để thôn họp xét, rồi nộp đơn ở UBND xã.\n"
            "Xã xem nhà, lập danh sách gửi lên tỉnh. Được hay không được, xã đều báo lại và nói rõ vì sao.",
        ),
    ),
    Told(
        "dinh-danh",
        14,
        33,
        "Làm định danh mức hai thì đi đâu, mang theo gì?",
        Service.VNEID,
        answered=(
            30,
            "Mang thẻ căn cước và điện thoại đang dùng đến công an xã. Phải tự mình đến.\n"
            "Ai gọi điện bảo làm hộ là kẻ lừa.",
        ),
    ),
    Told(
        "lich-hoc",
        57,
        27,
        "Trẻ con muốn xem bài giảng trên tivi buổi chiều thì điểm mở mấy giờ?",
        Service.LEARN,
        answered=(24, "Giờ mở điểm dán ở cửa. Buổi khác, các cháu hẹn trước với người phụ trách điểm."),
    ),
    Told(
        "de-lon",
        31,
        19,
        "Tivi dặn trâu bò run, bỏ ăn thì báo thú y xã. Dê với lợn ốm có báo như thế không?",
        product="phong_ret_trau_bo",
        moved=(18, "COMMUNE", "Việc của thú y xã"),
        answered=(
            15,
            "Có. Dê, lợn bỏ ăn, sốt, chết đột ngột thì báo ngay trưởng thôn hoặc thú y xã.\n"
            "Nhốt riêng con ốm. Không bán, không mổ, không vứt xác ra suối.",
        ),
    ),
    Told(
        LATE,
        14,
        9,
        "Muốn đổi nơi khám ghi trên thẻ bảo hiểm y tế cho người già thì làm ở xã được không?",
        Service.HEALTH,
    ),
    Told(
        SHOWN,
        68,
        6,
        "Bé mới sinh, muốn làm giấy khai sinh trên mạng thì bắt đầu từ đâu?",
        Service.PUBLIC_SERVICE,
        answered=(
            3,
            "Giữ kỹ giấy chứng sinh của trạm xá hoặc bệnh viện.\n"
            "Mở Cổng Dịch vụ công quốc gia trên điện thoại; chưa quen thì nhờ người phụ trách điểm chỉ.\n"
            "Không làm trên mạng được thì bố, mẹ hoặc người thân mang giấy ra UBND xã.\n"
            "Đọc lại tên, ngày sinh của bé thấy đúng rồi mới nhận giấy.",
        ),
    ),
    Told(
        "gia-ngo",
        49,
        4,
        "Giá ngô, giá gừng trong bài bao lâu thì có giá mới?",
        product="gia_nong_san",
        by_qr=True,
        seen=3,
    ),
    Told("sim", 62, 2, "Điện thoại dùng SIM của người khác thì làm định danh mức hai được không?", Service.VNEID),
    Told(
        UNSEEN,
        68,
        1,
        "Trong thôn có nhà lợn chết mấy con. Xã đã báo dịch chưa, lợn nhà mình có phải nhốt không?",
        by_qr=True,
    ),
)


def hear(*, actor: Actor, plan_code: str) -> None:
    """Write the questions up to today. Again, later: nothing new.

    What the library does not hold yet is not asked about, and nothing is put on screens that have nothing to show:
    both come when it is called again. ``Refused`` unless the home is a demonstration.
    """
    require_demonstration()
    plan, today = Plan.objects.get(code=plan_code), clock.today()
    stories = {story.rank: story for story in stories_of(plan)}
    points = SupportPoint.objects.in_bulk([story.point_id for story in stories.values()])
    with transaction.atomic():
        for told in QUESTIONS:
            story = stories.get(told.rank)
            if story is not None and story.used_on(today - dt.timedelta(days=told.asked)):
                _Heard(actor, plan, story, points[story.point_id], told, today).write()


@dataclass(frozen=True, slots=True)
class _Heard:
    """A question on its way."""

    actor: Actor
    plan: Plan
    story: Story
    point: SupportPoint
    told: Told
    today: dt.date

    def at(self, ago: int, hour: dt.time = MORNING) -> dt.datetime:
        """A moment so many days ago."""
        return dt.datetime.combine(self.today - dt.timedelta(days=ago), hour, tzinfo=clock.VIETNAM)

    def write(self) -> None:
        """Asked and all that followed, in its order; or only the screen, when it was asked before."""
        told = self.told
        product = Product.objects.filter(code=told.product).first() if told.product else None
        if told.product and product is None:
            return
        public_id = named(self.plan.code, "question", told.key)
        if not Question.objects.filter(public_id=public_id).exists():
            wish = Wish(f"{told.words} ({MARK})", product, told.service)
            with clock.fixed(self.at(told.asked, EVENING)):
                if told.by_qr:
                    asked = ask_by_qr(public_id=public_id, door=self.door(), wish=wish).question
                else:
                    asked = ask(actor=ASKER, public_id=public_id, point=self.point, wish=wish)
            if asked is not None:
                self.follow(asked)
        if told.key == SHOWN:
            self.show()

    def door(self) -> Door:
        """The sheet on the wall of the point."""
        public_id = named(self.plan.code, self.story.code, "question-door")
        return door_of(self.point) or make_door(actor=self.actor, public_id=public_id, point=self.point)

    def follow(self, row: Question) -> None:
        """What the office did with it."""
        told, owner = self.told, row.owner
        if told.seen is not None:
            with clock.fixed(self.at(told.seen)):
                accept_question(actor=OFFICES[owner], question=row)
        if told.moved is not None:
            ago, owner, reason = told.moved
            with clock.fixed(self.at(ago)):
                transfer_question(actor=OFFICES[row.owner], question=row, owner=owner, reason=f"{reason} ({MARK})")
        if told.answered is not None:
            ago, text = told.answered
            key = named(self.plan.code, "answer", told.key)
            with clock.fixed(self.at(ago)):
                answer_question(actor=OFFICES[owner], public_id=key, question=row, text=f"{text} ({MARK})")
        if told.dismissed is not None:
            ago, reason = told.dismissed
            with clock.fixed(self.at(ago)):
                dismiss_question(actor=OFFICES[owner], question=row, reason=f"{reason} ({MARK})")

    def show(self) -> None:
        """Today, not on a day before: a root of the library is never older than the one that it follows."""
        answer = Answer.objects.filter(public_id=named(self.plan.code, "answer", self.told.key)).first()
        root = current_root()
        if answer is not None and answer.shown_at is None and answer.replaced_at is None and root is not None:
            show_answer(actor=APPROVER, answer=answer)
