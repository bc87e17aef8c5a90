"""Reads the source of applications for what it says of Sentry, and never runs it.

Other packages import from here only. They get plain values: places, texts, and no node of a parser. The parser of
JavaScript and TypeScript is loaded when the scripts of a front end are read.
"""

from sentry_iac.source.ci import Pipeline, ci_commands, pipelines
from sentry_iac.source.events import ONLY_FIELDS, Event, Step
from sentry_iac.source.folders import top_of, upwards
from sentry_iac.source.git import Repository, repository_of
from sentry_iac.source.init import DataCollection, Init
from sentry_iac.source.javascript.build import Plugin, SourceMaps
from sentry_iac.source.javascript.front_end import FrontEnd, Replays, read_front_end
from sentry_iac.source.javascript.init import FrontEndInit
from sentry_iac.source.javascript.options import Options
from sentry_iac.source.javascript.packages import Package, Packages
from sentry_iac.source.patience import Patience
from sentry_iac.source.python.back_end import BackEnd, Start, read_back_end
from sentry_iac.source.python.init import BackEndInit
from sentry_iac.source.python.requirements import Requirement
from sentry_iac.source.releases import NEWEST
from sentry_iac.source.tree import read_text
from sentry_iac.source.unreadable import Unreadable, reading
from sentry_iac.source.values import Origin, Place, Value

__all__ = [
    "NEWEST",
    "ONLY_FIELDS",
    "BackEnd",
    "BackEndInit",
    "DataCollection",
    "Event",
    "FrontEnd",
    "FrontEndInit",
    "Init",
    "Options",
    "Origin",
    "Package",
    "Packages",
    "Patience",
    "Pipeline",
    "Place",
    "Plugin",
    "Replays",
    "Repository",
    "Requirement",
    "SourceMaps",
    "Start",
    "Step",
    "Unreadable",
    "Value",
    "ci_commands",
    "pipelines",
    "read_back_end",
    "read_front_end",
    "read_text",
    "reading",
    "repository_of",
    "top_of",
    "upwards",
]
