"""A bare Django page in a process of its own: what everything else is compared with. Prints CPU ms for one request."""

import io
import statistics
import sys
import time

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

PAGE = "<!doctype html><title>{{ title }}</title><h1>{{ title }}</h1>{% for n in numbers %}<p>{{ n }}</p>{% endfor %}"


def page(request: HttpRequest) -> HttpResponse:
    return render(request, "page.html", {"title": "Halaman", "numbers": range(10)})


urlpatterns = [path("", page)]


def main(times: int) -> float:
    """The median CPU time of a request, in milliseconds."""
    settings.configure(
        SECRET_KEY="bare",
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF=__name__,
        MIDDLEWARE=[
            "django.middleware.security.SecurityMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "OPTIONS": {"loaders": [("django.template.loaders.locmem.Loader", {"page.html": PAGE})]},
            }
        ],
    )
    django.setup()
    application = get_wsgi_application()
    took = []
    for _turn in range(times + 50):
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": "/",
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80",
            "HTTP_HOST": "127.0.0.1",
            "wsgi.input": io.BytesIO(),
            "wsgi.url_scheme": "http",
        }
        begin = time.process_time()
        b"".join(application(environ, lambda status, headers: None))
        took.append(time.process_time() - begin)
    return statistics.median(took[50:]) * 1000


if __name__ == "__main__":
    sys.stdout.write(f"{main(int(sys.argv[1]))}\n")
