"""What the pages of one kind of upload do their own way; the addresses hand it to the views."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from indicators.models import Upload, UploadKind
from indicators.selectors.entry.uploads import find_upload
from indicators.services.confirming import WriteAll
from indicators.services.upload_writing import write_figures
from indicators.views.entry.file_access import desk_link
from indicators.views.person import person

Link = tuple[str, str]
"""Label and address."""


@dataclass(frozen=True, kw_only=True)
class UploadPages:
    """One kind of upload: how it is written, and where its pages lead.

    `name` is what the names of its addresses begin with; `noun` counts what would change.
    """

    kind: UploadKind
    name: str
    noun: str
    write: WriteAll
    desk: Callable[[HttpRequest, Upload], Link]
    form: Callable[[Upload], Link]

    def seen(self, request: HttpRequest, pk: UUID) -> Upload:
        """Return an upload to who sent it; for others it does not exist, for drafts are in it."""
        upload = find_upload(pk)
        if upload is None or upload.user_id != person(request).pk or upload.kind != self.kind:
            raise Http404
        return upload

    def address(self, page: str, pk: UUID) -> str:
        return reverse(f"{self.name}_{page}", args=[pk])

    def addresses(self, pk: UUID) -> dict[str, str]:
        """Return the address of each page of an upload by its name."""
        pages = ("detail", "progress", "confirm", "discard", "marked")
        return {page: self.address(page, pk) for page in pages}


def _desk_of_figures(request: HttpRequest, upload: Upload) -> Link:
    code = upload.department.code if upload.department else ""
    return desk_link(request, upload.plan.slug, upload.year, code)


def _form_of_figures(upload: Upload) -> Link:
    if upload.year is None:
        return "补录往年数据", reverse("entry_history_upload", args=[upload.plan.slug])
    path = reverse("entry_upload", args=[upload.plan.slug, upload.year])
    return f"上传 {upload.year} 年填报表", f"{path}{department_query(upload)}"


def department_query(upload: Upload) -> str:
    """Return the department an upload is for as the end of an address."""
    if upload.department is None:
        return ""
    return f"?{urlencode({'department': upload.department.code})}"


FIGURE_UPLOADS = UploadPages(
    kind=UploadKind.FIGURES,
    name="upload",
    noun="项指标",
    write=write_figures,
    desk=_desk_of_figures,
    form=_form_of_figures,
)
