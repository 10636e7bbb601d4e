"""A museum of bugs: functions as people wrote them, and a check that knows what each bug looks like."""

from .check import Verdict, check
from .exercises import far_on_little, far_one_way
from .exhibits import EXHIBITS

__all__ = ["EXHIBITS", "Verdict", "check", "far_on_little", "far_one_way"]
