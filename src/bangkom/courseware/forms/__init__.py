from bangkom.courseware.forms.blocks import MEDIA_FORMS, PictureForm, PictureWordsForm, TextForm
from bangkom.courseware.forms.modules import ActivityForm, LessonForm, NewModuleForm, PublishForm, VersionForm

__all__ = [
    "MEDIA_FORMS",
    "ActivityForm",
    "LessonForm",
    "NewModuleForm",
    "PictureForm",
    "PictureWordsForm",
    "PublishForm",
    "TextForm",
    "VersionForm",
]
