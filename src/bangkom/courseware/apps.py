from django.apps import AppConfig


class CoursewareConfig(AppConfig):
    name = "bangkom.courseware"
    label = "courseware"
