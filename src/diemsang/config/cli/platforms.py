"""``diemsang platforms``: the result of a selection round."""

from __future__ import annotations

import click
from django.http import Http404
from django.utils.translation import gettext as _

from diemsang.config.cli.common import actor_option, emit_json
from diemsang.core.actor import Actor
from diemsang.core.errors import Problem, Refused
from diemsang.core.vietnamese import number


@click.group()
def platforms() -> None:
    """Nền tảng số: kết quả đợt lựa chọn."""


@platforms.command("result")
@click.argument("code", metavar="ROUND")
@click.option("--json", "as_json", is_flag=True, help="In JSON.")
@actor_option
def show_result(code: str, as_json: bool, actor: Actor) -> None:
    """Điểm, thứ tự, nền tảng bị loại và vì sao, độ vững của đợt mang mã ROUND (đã khóa chấm)."""
    from diemsang.platforms.queries import result, selection_for

    try:
        selection = selection_for(actor, code)
    except Http404 as error:
        raise Refused(_("Không có đợt lựa chọn «%(code)s».") % {"code": code}) from error
    outcome = result.outcome_of(selection)
    if outcome is None:
        words = _("%(code)s %(state)s.") % {"code": selection.code, "state": selection.get_state_display()}
        raise Refused(_("Chưa có kết quả."), [Problem("", words, _("Kết quả chỉ có sau khi khóa chấm."))])
    told = result.as_json(outcome)
    if as_json:
        emit_json(told)
        return
    click.echo(f"{selection.code} {selection.title}: {selection.get_state_display()}")
    for row in told["order"]:
        place = row["rank"] or ("loại" if row["knocked_out"] else "–")
        score = "chưa có phiếu" if row["score"] is None else f"{number(row['score'], 2)} điểm"
        click.echo(f"  {place}. {row['name']} ({row['platform']}): {score}{', đồng hạng' if row['tied'] else ''}")
        for lost in row["knocked_out"]:
            click.echo(f"     loại vì «{lost['criterion']}» {number(lost['mean'], 2)} < {number(lost['minimum'], 2)}")
        if row["left_out"]:
            click.echo(f"     không tính phiếu (lợi ích liên quan): {', '.join(row['left_out'])}")
    if told["sensitivity"]["stable"]:
        click.echo("  Vững: đổi một trọng số 10 % không đổi nền tảng đứng đầu.")
    for change in told["sensitivity"]["changes"]:
        click.echo(f"  «{change['criterion']}» {change['weight']}: đứng đầu là {', '.join(change['winners'])}")
