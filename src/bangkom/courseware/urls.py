from django.urls import path

from bangkom.courseware.views import lessons, media, modules, preview, quizzes

app_name = "courseware"
ACTIVITY = "<int:pk>/kegiatan/<slug:key>/"
BLOCK = f"{ACTIVITY}bagian/<slug:block>/"
ITEM = f"{ACTIVITY}soal/<slug:item>/"

urlpatterns = [
    path("", modules.module_list, name="list"),
    path("baru/", modules.create, name="create"),
    path("gambar/<int:pk>/", preview.picture, name="picture"),
    path("berkas/<int:pk>/", preview.attachment, name="attachment"),
    path("<int:pk>/", modules.detail, name="module"),
    path("<int:pk>/ubah/", modules.start_draft, name="start_draft"),
    path("<int:pk>/keterangan/", modules.describe, name="describe"),
    path("<int:pk>/terbitkan/", modules.publish, name="publish"),
    path("<int:pk>/kegiatan/baru/<str:kind>/", modules.add_activity, name="add_activity"),
    path("<int:pk>/versi/<int:number>/<slug:key>/", preview.activity, name="preview"),
    path(ACTIVITY, modules.activity, name="activity"),
    path(f"{ACTIVITY}keterangan/", modules.describe_activity, name="describe_activity"),
    path(f"{ACTIVITY}pindah/", modules.move_activity, name="move_activity"),
    path(f"{ACTIVITY}hapus/", modules.remove_activity, name="remove_activity"),
    path(f"{ACTIVITY}teks/", lessons.add_text, name="add_text"),
    path(f"{ACTIVITY}gambar/", lessons.add_picture, name="add_picture"),
    path(f"{ACTIVITY}tambah/<str:kind>/", media.add_block, name="add_block"),
    path(BLOCK, lessons.change_block, name="change_block"),
    path(f"{BLOCK}pindah/", lessons.move_block, name="move_block"),
    path(f"{BLOCK}hapus/", lessons.remove_block, name="remove_block"),
    path(f"{ACTIVITY}soal/baru/<str:kind>/", quizzes.add_item, name="add_item"),
    path(ITEM, quizzes.change_item, name="change_item"),
    path(f"{ITEM}pindah/", quizzes.move_item, name="move_item"),
    path(f"{ITEM}hapus/", quizzes.remove_item, name="remove_item"),
]
