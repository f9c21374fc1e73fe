"""What a plan says of its boxes and projects (structure), and what became of them (reporting)."""

from projects.models.reporting import MilestoneClaim, ProjectComment, ProjectReport
from projects.models.structure import (
    BoxItem,
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
    "MilestoneClaim",
    "Project",
    "ProjectComment",
    "ProjectField",
    "ProjectLink",
    "ProjectMilestone",
    "ProjectReport",
    "ProjectStage",
    "PromisedStage",
    "RollUp",
    "RollUpMeasure",
]
