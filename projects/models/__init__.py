"""What a plan says of its boxes and projects (structure), and what became of them (reporting)."""

from projects.models.reporting import (
    FormerReport,
    MilestoneClaim,
    ProjectComment,
    ProjectReport,
    ReportFacts,
)
from projects.models.structure import (
    BoxItem,
    FormerMilestone,
    MilestoneFacts,
    Project,
    ProjectField,
    ProjectLink,
    ProjectMilestone,
    ProjectStage,
    PromisedStage,
    RollUp,
    RollUpMeasure,
)

__all__ = [
    "BoxItem",
    "FormerMilestone",
    "FormerReport",
    "MilestoneClaim",
    "MilestoneFacts",
    "Project",
    "ProjectComment",
    "ProjectField",
    "ProjectLink",
    "ProjectMilestone",
    "ProjectReport",
    "ProjectStage",
    "PromisedStage",
    "ReportFacts",
    "RollUp",
    "RollUpMeasure",
]
