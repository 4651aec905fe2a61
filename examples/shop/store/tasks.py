from celery import shared_task
from django.core.mail import send_mail

from store.models import Order


@shared_task
def confirm(order_id):
    order = Order.objects.select_related("customer", "product").get(pk=order_id)
    order.confirmed = True
    order.save(update_fields=["confirmed"])
    send_mail(
        "Your order",
        f"We have received your order of {order.product.name}.",
        "shop@example.com",
        [order.customer.email],
    )
