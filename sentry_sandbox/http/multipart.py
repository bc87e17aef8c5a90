"""Files in the body of a request: `multipart/form-data`, as uploads send it."""

from __future__ import annotations

from dataclasses import dataclass
from email.message import Message
from email.parser import BytesHeaderParser

from starlette.requests import Request

from sentry_sandbox.http.bodies import read_body
from sentry_sandbox.http.errors import detail

MAX_BYTES = 33 * 1024 * 1024
"""The longest form, in bytes: the 32 MiB of pieces that one upload may hold, and what is written around them."""
_MAX_PARTS = 100
"""As many files as Django takes: https://docs.djangoproject.com/en/5.2/ref/settings/#data-upload-max-number-files."""
_MAX_HEAD = 16 * 1024


@dataclass(frozen=True)
class File:
    """One file of a form.

    Args:
        field: the name of the form's field.
        name: what the file is called.
        content: what is in it.
    """

    field: str
    name: str
    content: bytes


async def read_files(request: Request) -> list[File]:
    """The files in the body of a request; none where the body is no valid form.

    Raises:
        ApiError: 413 above `MAX_BYTES`, 400 for too many parts.
    """
    return files(request.headers.get("content-type", ""), await read_body(request, MAX_BYTES))


def files(content_type: str, body: bytes) -> list[File]:
    """The files in a form, in their order; other fields are left out.

    Args:
        content_type: the header of that name, with the boundary between the parts.
        body: the form.

    Raises:
        ApiError: 400 for too many parts.
    """
    header = Message()
    header["Content-Type"] = content_type
    boundary = header.get_boundary()
    if header.get_content_type() != "multipart/form-data" or not boundary:
        return []
    # Before the first boundary there is no part, and after the last one its closing mark.
    parts = (b"\r\n" + body).split(b"\r\n--" + boundary.encode(), _MAX_PARTS + 2)
    if len(parts) > _MAX_PARTS + 2:
        raise detail(400, f"the form has more than {_MAX_PARTS} parts")
    return [file for part in parts[1:-1] if (file := _file(part)) is not None]


def _file(part: bytes) -> File | None:
    head, blank, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
    if len(head) > _MAX_HEAD:
        return None
    headers = BytesHeaderParser().parsebytes(head)
    field, name = headers.get_param("name", header="content-disposition"), headers.get_filename()
    if not blank or not isinstance(field, str) or name is None:
        return None
    return File(field, name, content)
