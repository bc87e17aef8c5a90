"""Posts reports to GitHub: one comment a pull request, one issue a stack, each kept up to date in place."""

from sentry_iac.github.client import GitHub, github_from
from sentry_iac.github.posting import Posted, post_comment, sync_issue

__all__ = ["GitHub", "Posted", "github_from", "post_comment", "sync_issue"]
