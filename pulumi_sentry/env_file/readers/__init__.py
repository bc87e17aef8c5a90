"""The programs that read `.env` files: what each of them finds in a text.

There is no standard for these files. Each module has what one family of readers does, written from what they were seen
to do, and tests hold it to the readers themselves.
"""

from pulumi_sentry.env_file.readers.all_readers import READERS
from pulumi_sentry.env_file.readers.found import Found, Reader, RefusedByReader

__all__ = ["READERS", "Found", "Reader", "RefusedByReader"]
