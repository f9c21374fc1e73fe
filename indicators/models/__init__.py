"""What is measured (series), what a plan says of it (indicators), how it stands (assessments)."""

from indicators.models.assessment import Assessment, RecomputeRun, RuleSet, Standpoint
from indicators.models.indicator import (
    Basis,
    Direction,
    Indicator,
    Kind,
    Mention,
    Milestone,
    Nature,
    Origin,
    PathShape,
    TargetRevision,
)
from indicators.models.reminders import Reminder, ReminderKind, ReminderState
from indicators.models.reporting import (
    Comment,
    Evidence,
    Extension,
    Remark,
    Report,
    ReportingRound,
    Submission,
)
from indicators.models.series import Definition, Observation, ObservationSource, Series, Vintage
from indicators.models.uploads import PENDING_STATES, WORKED_AT, Upload, UploadKind, UploadState

__all__ = [
    "PENDING_STATES",
    "WORKED_AT",
    "Assessment",
    "Basis",
    "Comment",
    "Definition",
    "Direction",
    "Evidence",
    "Extension",
    "Indicator",
    "Kind",
    "Mention",
    "Milestone",
    "Nature",
    "Observation",
    "ObservationSource",
    "Origin",
    "PathShape",
    "RecomputeRun",
    "Remark",
    "Reminder",
    "ReminderKind",
    "ReminderState",
    "Report",
    "ReportingRound",
    "RuleSet",
    "Series",
    "Standpoint",
    "Submission",
    "TargetRevision",
    "Upload",
    "UploadKind",
    "UploadState",
    "Vintage",
]
