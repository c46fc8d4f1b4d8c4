"""The only place that writes points and the milestone ledger."""

from diemsang.points.actions import takeback as _takeback  # noqa: F401  # how acts are taken back
from diemsang.points.actions.approval import approve_list, void_approvals, withdraw_list
from diemsang.points.actions.custody import void_custody
from diemsang.points.actions.histories import (
    attach_file,
    move_file,
    record_custody,
    record_eligibility,
    record_funder,
    remove_file,
    restore_file,
    resume,
    suspend,
)
from diemsang.points.actions.imported import (
    code_of,
    correct_eligibility,
    next_number,
    standing_eligibility,
    unregister_point,
)
from diemsang.points.actions.ledger import (
    record_activity,
    record_activity_days,
    record_evidence,
    record_milestone,
    record_milestones,
    take_back_activity,
    void_milestone,
)
from diemsang.points.actions.listing import list_point, load_listed_points, register_point
from diemsang.points.actions.minutes import link_minute
from diemsang.points.actions.place import StalePlace, record_place, void_place
from diemsang.points.actions.place_bulk import PlaceWish, record_places
from diemsang.points.actions.survey import (
    StaleSurvey,
    forget_candidates,
    record_survey,
    replace_survey,
    void_survey,
)
from diemsang.points.actions.survey_photo import add_photo, drop_photo
from diemsang.points.actions.survey_waiver import void_waiver, waive_condition

__all__ = [
    "PlaceWish",
    "StalePlace",
    "StaleSurvey",
    "add_photo",
    "approve_list",
    "attach_file",
    "code_of",
    "correct_eligibility",
    "drop_photo",
    "forget_candidates",
    "link_minute",
    "list_point",
    "load_listed_points",
    "move_file",
    "next_number",
    "record_activity",
    "record_activity_days",
    "record_custody",
    "record_eligibility",
    "record_evidence",
    "record_funder",
    "record_milestone",
    "record_milestones",
    "record_place",
    "record_places",
    "record_survey",
    "register_point",
    "remove_file",
    "replace_survey",
    "restore_file",
    "resume",
    "standing_eligibility",
    "suspend",
    "take_back_activity",
    "unregister_point",
    "void_approvals",
    "void_custody",
    "void_milestone",
    "void_place",
    "void_survey",
    "void_waiver",
    "waive_condition",
    "withdraw_list",
]
