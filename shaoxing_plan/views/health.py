"""What monitors ask for."""

from datetime import timedelta

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from shaoxing_plan import health

SEEN_LATELY = timedelta(minutes=2)


@login_not_required
@never_cache
@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """Answer 200 when database, broker and worker are well, else 503; says which is not."""
    state = health.state(now=timezone.now(), seen_lately=SEEN_LATELY)
    return JsonResponse(state.as_dict(), status=200 if state.is_well else 503)


@login_not_required
@never_cache
@require_safe
def metrics(_request: HttpRequest) -> HttpResponse:
    """Answer with the same, and some counts, in the text format of Prometheus."""
    text = health.metrics(now=timezone.now(), seen_lately=SEEN_LATELY)
    return HttpResponse(text, content_type="text/plain; version=0.0.4; charset=utf-8")
