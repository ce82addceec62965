from django.urls import path

from bangkom.privacy.views import breaches, own, requests

app_name = "privacy"
urlpatterns = [
    path("data-saya/", own.mine, name="mine"),
    path("data-saya/data-saya.json", own.mine_json, name="mine_json"),
    path("data-saya/data-saya.pdf", own.mine_pdf, name="mine_pdf"),
    path("data-saya/siapa-melihat/", own.seen, name="seen"),
    path("data-saya/perbaiki/", own.correct, name="correct"),
    path("data-saya/perbaiki/<int:pk>/batal/", own.correction_withdraw, name="correction_withdraw"),
    path("data-saya/hapus/", own.erase_mine, name="erase_mine"),
    path("privasi/permintaan/", requests.requests, name="requests"),
    path("privasi/perbaikan/<int:pk>/", requests.correction, name="correction"),
    path("privasi/perbaikan/<int:pk>/bukti", requests.proof, name="proof"),
    path("privasi/hapus/<int:person_id>/", requests.erase, name="erase"),
    path("privasi/penghapusan/<int:pk>/", requests.erasure, name="erasure"),
    path("privasi/catatan-pemrosesan/", requests.register, name="register"),
    path("privasi/kegagalan/", breaches.breaches, name="breaches"),
    path("privasi/kegagalan/<int:pk>/", breaches.breach, name="breach"),
    path("privasi/kegagalan/<int:pk>/terdampak.xlsx", breaches.breach_list, name="breach_list"),
]
