"""Where every page lives."""

from django.conf import settings
from django.contrib import admin
from django.contrib.auth import views as auth
from django.urls import include, path

from .views.design import design
from .views.display import choose_display
from .views.health import healthz, metrics
from .views.help import help_index, help_terms
from .views.indicator import indicator_detail
from .views.meeting import plan_meeting
from .views.outline import plan_outline, plan_section
from .views.overview import home, plan_overview
from .views.password import recorded
from .views.plan_upload import export_plans, load_plan
from .views.robots import robots
from .views.search import search, search_suggestions

admin.site.site_header = admin.site.site_title = "规划指标监测后台"
admin.site.index_title = "数据管理"
handler400 = "shaoxing_plan.views.errors.bad_request"
_change_password = admin.site.admin_view(admin.site.password_change, cacheable=True)

urlpatterns = [
    path("", home, name="home"),
    path("plans/<slug:slug>/", plan_overview, name="plan_overview"),
    path("plans/<slug:slug>/meeting/", plan_meeting, name="plan_meeting"),
    path("plans/<slug:slug>/outline/", plan_outline, name="plan_outline"),
    path("plans/<slug:slug>/outline/<slug:code>/", plan_section, name="plan_section"),
    path("indicators/<slug:code>/", indicator_detail, name="indicator_detail"),
    path("help/", help_index, name="help"),
    path("help/terms/", help_terms, name="help_terms"),
    path("search/", search, name="search"),
    path("search/suggestions/", search_suggestions, name="search_suggestions"),
    path("", include("indicators.urls")),
    path("", include("projects.urls")),
    path("design/", design, name="design"),
    path("display/", choose_display, name="choose_display"),
    path("robots.txt", robots, name="robots"),
    path("healthz", healthz, name="healthz"),
    path("metrics", metrics, name="metrics"),
    path(
        "accounts/login/",
        # The view would call the site by the host of the request.
        auth.LoginView.as_view(extra_context={"site_name": settings.SITE_NAME}),
        name="login",
    ),
    path("accounts/logout/", auth.LogoutView.as_view(), name="logout"),
    path(
        "accounts/password/",
        recorded(auth.PasswordChangeView.as_view()),
        name="password_change",
    ),
    path(
        "accounts/password/done/",
        auth.PasswordChangeDoneView.as_view(),
        name="password_change_done",
    ),
    path("admin/load-plan/", admin.site.admin_view(load_plan), name="load_plan"),
    path("admin/export-plans/", admin.site.admin_view(export_plans), name="export_plans"),
    path(
        "admin/export-plans/<slug:slug>/", admin.site.admin_view(export_plans), name="export_plan"
    ),
    path("admin/password_change/", recorded(_change_password)),
    path("admin/", admin.site.urls),
]
