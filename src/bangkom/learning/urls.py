from django.urls import path

from bangkom.learning.views import lessons, quizzes, rooms

app_name = "learning"
ACTIVITY = "<int:enrolment_id>/<int:module_id>/<slug:key>/"
ATTEMPT = "kuis/<int:attempt_id>/"

urlpatterns = [
    path("", rooms.room_list, name="list"),
    path("<int:enrolment_id>/", rooms.room, name="room"),
    path("<int:enrolment_id>/gambar/<int:picture_id>/", lessons.picture, name="picture"),
    path("<int:enrolment_id>/berkas/<int:attachment_id>/", lessons.attachment, name="attachment"),
    path(ACTIVITY, lessons.activity, name="activity"),
    path(f"{ACTIVITY}selesai/", lessons.complete, name="complete"),
    path(f"{ACTIVITY}mulai/", quizzes.start, name="start"),
    path(f"{ATTEMPT}<int:number>/", quizzes.question, name="quiz"),
    path(f"{ATTEMPT}jawaban/", quizzes.save_answers, name="save_answers"),
    path(f"{ATTEMPT}periksa/", quizzes.review, name="review"),
    path(f"{ATTEMPT}kirim/", quizzes.submit, name="submit"),
    path(f"{ATTEMPT}hasil/", quizzes.result, name="result"),
]
