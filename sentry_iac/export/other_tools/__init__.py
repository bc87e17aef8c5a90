"""Objects that another tool manages: an export keeps the names that people gave them there.

States of Terraform (jianyuan/sentry) and of Pulumi (pulumiverse's sentry, or Terraform's provider by its bridge) are
read for addresses, names and ids. They hold secrets as well: whatever is none of those is left alone.
"""

from sentry_iac.export.other_tools.coming import Coming, coming_from
from sentry_iac.export.other_tools.leaving import scripts
from sentry_iac.export.other_tools.telling import report_lines, summaries

__all__ = ["Coming", "coming_from", "report_lines", "scripts", "summaries"]
