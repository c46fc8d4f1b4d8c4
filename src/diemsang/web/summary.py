"""Moved to ``diemsang.plans.gaps`` so that points may use it too; imports go there. (This file goes away.)"""

from diemsang.plans.gaps import *  # noqa: F403
