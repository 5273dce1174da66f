"""Ties that came up after the draw (回避登记): who leaves which item, and what is left of it.

An item is judged twice, by its panel and by the vote of all: who is tied keeps out of both.
"""

from collections.abc import Iterator

from models.plan import Finding, Plan
from models.season import Season
from scheduler.rules.base import Rule
from scheduler.rules.facts import facts_of
from scheduler.rules.index import ceil_share
from scheduler.rules.routing import row_of


class MustStepOut(Rule):
    """Who must leave which item because of a tie that the plan did not know, and what is left."""

    id = "must-step-out"
    clauses = ("R40-25",)
    title_zh = "抽取后登记的回避：谁退出哪一项"
    title_en = "Ties declared after the draw: who steps out of what"
    waiver = "goal"
    needs = ("formation", "timetable", "dockets")

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        least = facts.number.integer("readers.min")
        share = facts.number.share("quorum.share")
        plenary = {session.committee: session for session in facts.plenaries}
        for docket, applicant, committee in facts.dockets:
            facts.compared[self.id] += 1
            session = facts.session.get(docket.session)
            panel = session.members if session is not None and session.kind == "panel" else ()
            tied = facts.tied(applicant, committee)
            voting = plenary.get(committee.id)
            there = (*docket.readers, *panel, *(voting.members if voting else ()))
            if tied.isdisjoint(there):
                continue
            out = [e for e in dict.fromkeys(there) if e in tied]
            fresh = [e for e in out if e in season.expert and e not in docket.recused]
            if not fresh:
                continue
            before = set(fresh) & {*docket.readers, *panel}
            left = len([e for e in docket.readers if e not in tied])
            voters = len([e for e in voting.members if e not in tied]) if voting else 0
            needed = ceil_share(share, len(facts.seats.get(committee.id, ())))
            holds = left >= least and (voting is None or voters >= needed)
            yield self.finding(
                season,
                "dock_declared_later" if holds else "dock_declared_short",
                row_of(docket, "recused"),
                expert=tuple(fresh),
                applicant=docket.id,
                session=docket.session if before or voting is None else voting.id,
                left=left,
                least=least,
                voters=voters,
                needed=needed,
            )


STEPPING_OUT: tuple[type[Rule], ...] = (MustStepOut,)
