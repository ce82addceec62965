from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bangkom.core.access import public


@public
def components(request: HttpRequest) -> HttpResponse:
    """/desain/: every component of the design system in its states."""
    return render(request, "design/components.html")
