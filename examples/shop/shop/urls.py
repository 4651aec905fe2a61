from django.urls import path

from store.views import alerts, invoices, orders, products, reservations, stock, vouchers

urlpatterns = [
    path("api/products/<int:pk>/", products.ProductView.as_view()),
    path("api/products/<int:pk>/racy/", products.RacyProductView.as_view()),
    path("api/products/<int:pk>/buy/", stock.buy),
    path("api/products/<int:pk>/buy/racy/", stock.racy),
    path("api/products/<int:pk>/reserve/", reservations.reserve),
    path("api/products/<int:pk>/reserve/racy/", reservations.racy),
    path("api/products/<int:pk>/stock-alert/", alerts.stock_alert),
    path("api/products/<int:pk>/price-alert/", alerts.price_alert),
    path("api/vouchers/<slug:code>/redeem/", vouchers.redeem),
    path("api/vouchers/<slug:code>/redeem/racy/", vouchers.racy),
    path("api/orders/", orders.order),
    path("api/orders/racy/", orders.racy),
    path("api/invoices/", invoices.InvoiceView.as_view()),
    path("api/invoices/racy/", invoices.RacyInvoiceView.as_view()),
]
