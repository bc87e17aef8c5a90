"""Files in the body of a request: `multipart/form-data`, as uploads send it."""

from __future__ import annotations

from dataclasses import dataclass
from email.message import Message
from email.parser import BytesHeaderParser

from starlette.requests import Request


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
    """The files in the body of a request; none where the body is no valid form."""
    return files(request.headers.get("content-type", ""), await request.body())


def files(content_type: str, body: bytes) -> list[File]:
    """The files in a form, in their order; other fields are left out.

    Args:
        content_type: the header of that name, with the boundary between the parts.
        body: the form.
    """
    header = Message()
    header["Content-Type"] = content_type
    boundary = header.get_boundary()
    if header.get_content_type() != "multipart/form-data" or not boundary:
        return []
    parts = (b"\r\n" + body).split(b"\r\n--" + boundary.encode())
    # Before the first boundary there is no part; after the last one comes its closing mark.
    return [file for part in parts[1:-1] if (file := _file(part)) is not None]


def _file(part: bytes) -> File | None:
    head, blank, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
    headers = BytesHeaderParser().parsebytes(head)
    field, name = headers.get_param("name", header="content-disposition"), headers.get_filename()
    if not blank or not isinstance(field, str) or name is None:
        return None
    return File(field, name, content)
