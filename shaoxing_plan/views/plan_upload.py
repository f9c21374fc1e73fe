"""Plan files in the back office: upload a zip, see what it would change, confirm; download."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from indicators.views.person import person
from plans.models import Plan
from shaoxing_plan.plan_files.exporting.export import exported
from shaoxing_plan.plan_files.format.errors import PlanFilesError
from shaoxing_plan.plan_files.format.trees import LARGEST_ZIP, read_zip
from shaoxing_plan.plan_files.format.writing import written_zip
from shaoxing_plan.plan_files.loading.load import LoadReport, load
from shaoxing_plan.plan_files.loading.telling import counts, rows_told, told

# The upload waits in the session until it is confirmed: that is in the database, which every
# web process reaches, and it ends with the login.
_PENDING = "plan_upload"


class UploadForm(forms.Form):
    archive = forms.FileField(
        label="规划文件包（zip）", widget=forms.FileInput(attrs={"accept": ".zip"})
    )

    def clean_archive(self) -> UploadedFile[bytes]:
        archive: UploadedFile[bytes] = self.cleaned_data["archive"]
        if (archive.size or 0) > LARGEST_ZIP:
            raise forms.ValidationError(f"文件太大：最多{LARGEST_ZIP // 1_000_000}MB。")
        return archive


@dataclass(frozen=True, kw_only=True)
class _Upload:
    """A zip somebody sent, and the mark of what they were shown it would change."""

    name: str
    content: bytes
    shown: str = ""

    def keep(self, request: HttpRequest, *, shown: str) -> None:
        content = base64.b64encode(self.content).decode()
        request.session[_PENDING] = {"name": self.name, "content": content, "shown": shown}

    @classmethod
    def kept(cls, request: HttpRequest) -> _Upload | None:
        kept = request.session.get(_PENDING)
        if kept is None:
            return None
        content = base64.b64decode(kept["content"])
        return cls(name=kept["name"], content=content, shown=kept["shown"])


@require_http_methods(["GET", "HEAD", "POST"])
def load_plan(request: HttpRequest) -> HttpResponse:
    """Show the form; on upload what the files would change; on confirmation load them."""
    _require_admin(request)
    if request.method == "POST" and "confirm" in request.POST:
        return _confirmed(request)
    form = UploadForm(request.POST or None, request.FILES or None)
    if not form.is_valid():
        return _page(request, form=form)
    archive = form.cleaned_data["archive"]
    return _preview(request, _Upload(name=archive.name, content=archive.read()))


@require_safe
def export_plans(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Send one plan, or all, with the shared files as a zip that can be uploaded again."""
    _require_admin(request)
    slugs = list(Plan.objects.order_by("slug").values_list("slug", flat=True))
    if slug and slug not in slugs:
        raise Http404(f"没有规划“{slug}”")
    content = written_zip(exported([slug] if slug else slugs))
    name = f"{slug or 'plans'}-{timezone.localdate():%Y%m%d}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="application/zip", headers=headers)


def _require_admin(request: HttpRequest) -> None:
    user = request.user
    if not (user.is_superuser or user.groups.filter(name="admin").exists()):
        raise PermissionDenied("载入和导出规划文件须由系统管理员操作。")


def _preview(request: HttpRequest, upload: _Upload) -> HttpResponse:
    try:
        report = load(read_zip(upload.content, name=upload.name), now=timezone.now(), dry_run=True)
    except PlanFilesError as error:
        request.session.pop(_PENDING, None)
        return _page(request, upload=upload, errors=error.errors, status=422)
    upload.keep(request, shown=_mark(report))
    return _page(request, upload=upload, report=report)


def _confirmed(request: HttpRequest) -> HttpResponse:
    """Load what was previewed; if it would now change something else, show that first."""
    upload = _Upload.kept(request)
    if upload is None or upload.shown != request.POST["confirm"]:
        messages.error(request, "预览已失效，请重新上传。")
        return redirect("load_plan")
    tree = read_zip(upload.content, name=upload.name)
    try:
        fresh = load(tree, now=timezone.now(), dry_run=True)
        if _mark(fresh) != upload.shown:
            messages.warning(request, "预览之后库中又有改动，请再看一遍将要写入的变化。")
            return _preview(request, upload)
        report = load(tree, now=timezone.now(), actor=person(request))
    except PlanFilesError:
        return _preview(request, upload)
    del request.session[_PENDING]
    messages.success(request, f"{upload.name}：已载入，共{report.count}处变化。评估正在重算。")
    return redirect("load_plan")


def _mark(report: LoadReport) -> str:
    """Return a mark of everything a preview says."""
    return hashlib.sha256("\n".join(told(report, dry_run=True)).encode()).hexdigest()


def _page(
    request: HttpRequest,
    *,
    form: UploadForm | None = None,
    upload: _Upload | None = None,
    report: LoadReport | None = None,
    errors: tuple[object, ...] = (),
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": "载入规划文件",
        "form": form or UploadForm(),
        "upload_name": upload.name if upload else "",
        "errors": errors,
        "report": report,
        "mark": _mark(report) if report else "",
        "files": [
            {"name": each.file, "summary": counts(each), "lines": list(rows_told(each))}
            for each in (report.differences if report else ())
            if each.count
        ],
        "plans": Plan.objects.order_by("slug"),
    }
    return render(request, "admin/load_plan.html", context, status=status)
