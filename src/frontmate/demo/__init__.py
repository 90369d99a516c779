"""The invented company and its scripted conversations: the whole product without an account."""

from frontmate.demo.check import check
from frontmate.demo.company import help_center_folder
from frontmate.demo.stage import DEMO_POLICY, Stage, stage

__all__ = ["DEMO_POLICY", "Stage", "check", "help_center_folder", "stage"]
