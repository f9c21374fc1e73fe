"""The scoreboard of departments and their projects; its page is that of the figures."""

from __future__ import annotations

from indicators.views.review.departments import Board
from projects.selectors.review.scoreboard import project_scores

PROJECTS = Board(
    name="review_project_departments",
    title="项目进展填报情况",
    asked="应报不含以前年度已报建成投用的项目；季度进展自愿填报，不计。",
    covered="已建成，不用再报",
    scores=project_scores,
)
