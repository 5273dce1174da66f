"""Builds the Word templates that lie beside this script. An office may edit them afterwards.

Run: python -m reports.templates.build_templates
What each is given (its tags) is written in fields.toml.
"""

from collections.abc import Callable
from pathlib import Path

from reports.templates.layout import DATED, Paper
from reports.templates.of_committees import (
    approval_report,
    entrustment,
    extension_request,
    result_notice,
    review_plan,
)
from reports.templates.of_experts import draw_record, invitation, pledge
from reports.templates.of_units import applicant_pledge, receipt, roster_notice, unit_notice
from reports.words import blank

HERE = Path(__file__).parent


def main() -> None:
    """Write every template."""
    for build in TEMPLATES.values():
        paper = Paper()
        build(paper)
        (HERE / f"{build.__name__}.docx").write_bytes(paper.bytes())


def change_notice(paper: Paper) -> None:
    """变更通知 between two plans, a section for each audience."""
    paper.head()
    paper.title("{{ year }}年度职称评审", "安排变更通知")
    paper.tag("{%p if addressee %}")
    paper.to("{{ addressee }}：")
    paper.tag("{%p endif %}")
    paper.line("{{ opening }}")
    paper.tag("{%p if not sections %}")
    paper.line("两份方案在本件所涉范围内没有不同，不需要通知任何单位和人员。")
    paper.tag("{%p endif %}")
    paper.tag("{%p for section in sections %}")
    paper.heading("{{ section.title }}")
    paper.line("{{ section.note }}")
    paper.table(
        ("通知对象", "事项", "原安排", "现安排", "方式"),
        "section.rows",
        ("who", "what", "old", "new", "channel"),
        (22, 40, 40, 36, 18),
        size=9,
    )
    paper.tag("{%p endfor %}")
    paper.signature(f"{blank('发文单位')}（盖章）", DATED)


TEMPLATES: dict[str, Callable[[Paper], None]] = {
    build.__name__: build
    for build in (
        *(review_plan, result_notice, approval_report, extension_request, entrustment),
        *(unit_notice, receipt, roster_notice, applicant_pledge),
        *(invitation, pledge, draw_record, change_notice),
    )
}
"""Every template of the package, by file name."""

if __name__ == "__main__":
    main()
