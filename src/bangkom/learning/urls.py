from django.urls import path

from bangkom.learning.views import lessons, moderation, posts, quizzes, rooms

app_name = "learning"
ACTIVITY = "<int:enrolment_id>/<int:module_id>/<slug:key>/"
ATTEMPT = "kuis/<int:attempt_id>/"
COHORT = "angkatan/<slug:slug>/diskusi/"
DISCUSSION = f"{COHORT}<int:module_id>/<slug:key>/"
POST = "diskusi/tulisan/<int:pk>/"

urlpatterns = [
    path("", rooms.room_list, name="list"),
    path("<int:enrolment_id>/", rooms.room, name="room"),
    path("<int:enrolment_id>/gambar/<int:picture_id>/", lessons.picture, name="picture"),
    path("<int:enrolment_id>/berkas/<int:attachment_id>/", lessons.attachment, name="attachment"),
    path(ACTIVITY, lessons.activity, name="activity"),
    path(f"{ACTIVITY}selesai/", lessons.complete, name="complete"),
    path(f"{ACTIVITY}tulis/", posts.share, name="share"),
    path(f"{ACTIVITY}mulai/", quizzes.start, name="start"),
    path(f"{ATTEMPT}<int:number>/", quizzes.question, name="quiz"),
    path(f"{ATTEMPT}jawaban/", quizzes.save_answers, name="save_answers"),
    path(f"{ATTEMPT}periksa/", quizzes.review, name="review"),
    path(f"{ATTEMPT}kirim/", quizzes.submit, name="submit"),
    path(f"{ATTEMPT}hasil/", quizzes.result, name="result"),
    path("diskusi/<int:pk>/", posts.thread, name="thread"),
    path(POST, posts.post, name="post"),
    path(f"{POST}ubah/", posts.edit, name="edit_post"),
    path(f"{POST}hapus/", posts.delete, name="delete_post"),
    path(f"{POST}laporkan/", posts.report, name="report_post"),
    path(f"{POST}sembunyikan/", moderation.hide, name="hide_post"),
    path(f"{POST}tampilkan/", moderation.show, name="show_post"),
    path(f"{POST}biarkan/", moderation.keep, name="keep_post"),
    path(COHORT, moderation.overview, name="discussions"),
    path(DISCUSSION, moderation.discussion, name="discussion"),
    path(f"{DISCUSSION}tulis/", moderation.staff_share, name="staff_share"),
]
