from django.contrib import admin
from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path

from accounts.views import card, close, deposit, joint, pages, payment, transfer, withdraw

urlpatterns = [
    path("", pages.home, name="home"),
    path("login/", LoginView.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("admin/", admin.site.urls),
    path("accounts/<int:pk>/deposit/racy/", deposit.racy),
    path("accounts/<int:pk>/deposit/", deposit.cured, name="deposit"),
    path("accounts/<int:pk>/withdraw/racy/", withdraw.racy),
    path("accounts/<int:pk>/withdraw/", withdraw.cured, name="withdraw"),
    path("accounts/<int:pk>/withdraw/conditional/", withdraw.conditional),
    path("cards/<int:pk>/pay/", card.pay, name="card"),
    path("accounts/<int:pk>/transfer/racy/", transfer.racy),
    path("accounts/<int:pk>/transfer/", transfer.cured, name="transfer"),
    path("accounts/<int:pk>/joint/racy/", joint.racy),
    path("accounts/<int:pk>/joint/", joint.cured, name="joint"),
    path("accounts/<int:pk>/joint/locked/", joint.locked),
    path("accounts/<int:pk>/payment/racy/", payment.racy),
    path("accounts/<int:pk>/payment/", payment.cured, name="payment"),
    path("accounts/<int:pk>/close/", close.close, name="close"),
]
