"""Ordinary tests: one request at a time. All of them pass, for the racy views too."""

from django.contrib.auth import get_user_model
from django.core import mail
from django.test import TestCase
from rest_framework.test import APIClient

from shop.celery import app
from store.models import Invoice, Order, PriceAlert, Product, StockAlert, Voucher
from store.start import goods
from store.views import vouchers


class InTheShop(TestCase):
    client_class = APIClient

    @classmethod
    def setUpTestData(cls):
        goods()

    def setUp(self):
        self.ann = get_user_model().objects.get(username="ann")
        self.client.force_login(self.ann)


class TheSite(InTheShop):
    def test_strangers_are_asked_to_log_in(self):
        for path in ("products/1/buy/", "products/1/reserve/", "vouchers/spring/redeem/"):
            response = APIClient().post("/api/" + path)
            self.assertEqual(response.status_code, 403)

    def test_a_request_without_a_csrf_token_is_refused(self):
        client = APIClient(enforce_csrf_checks=True)
        client.force_login(self.ann)
        for path in ("products/1/buy/", "products/1/reserve/"):
            self.assertEqual(client.post("/api/" + path).status_code, 403)

    def test_what_is_not_there_cannot_be_bought(self):
        for action in ("buy", "buy/racy", "reserve", "reserve/racy", "stock-alert", "price-alert"):
            self.assertEqual(self.client.post(f"/api/products/7/{action}/").status_code, 404)


class Stock(InTheShop):
    def test_the_last_one_is_sold_once(self):
        for action in ("buy/racy", "buy", "reserve/racy", "reserve"):
            with self.subTest(action):
                Product.objects.filter(pk=1).update(stock=1)
                path = f"/api/products/1/{action}/"
                self.assertEqual(self.client.post(path).status_code, 200)
                self.assertEqual(self.client.post(path).status_code, 409)
                self.assertEqual(Product.objects.get(pk=1).stock, 0)


class Vouchers(InTheShop):
    def setUp(self):
        super().setUp()
        # What a process remembers lives longer than a test.
        vouchers.tries.clear()

    def test_a_voucher_is_good_once(self):
        for action in ("redeem/racy", "redeem"):
            with self.subTest(action):
                Voucher.objects.update(used_by=None)
                vouchers.tries.clear()
                path = f"/api/vouchers/spring/{action}/"
                self.assertEqual(self.client.post(path).status_code, 200)
                self.assertEqual(self.client.post(path).status_code, 409)
                self.assertEqual(Voucher.objects.get().used_by, self.ann)

    def test_codes_cannot_be_guessed(self):
        answers = [self.client.post("/api/vouchers/guess/redeem/").status_code for _ in range(4)]
        self.assertEqual(answers, [404, 404, 404, 429])


class Alerts(InTheShop):
    def test_asking_twice_is_asking_once(self):
        for kind, action in ((StockAlert, "stock-alert"), (PriceAlert, "price-alert")):
            for _ in range(2):
                response = self.client.post(f"/api/products/1/{action}/")
                self.assertEqual(response.status_code, 204)
            self.assertEqual(kind.objects.get().customer, self.ann)


class Invoices(InTheShop):
    def test_numbers_have_no_gaps(self):
        for path in ("/api/invoices/racy/", "/api/invoices/"):
            with self.subTest(path):
                Invoice.objects.all().delete()
                numbers = [
                    self.client.post(path, {"product": 1}).json()["number"] for _ in range(3)
                ]
                self.assertEqual(numbers, [1, 2, 3])


class Products(InTheShop):
    def test_what_is_not_named_stays(self):
        for path in ("/api/products/1/racy/", "/api/products/1/"):
            with self.subTest(path):
                Product.objects.filter(pk=1).update(name="teapot", price=30)
                self.client.patch(path, {"price": 25})
                self.client.patch(path, {"name": "tea pot"})
                expected = {"name": "tea pot", "price": 25, "stock": 1}
                self.assertEqual(self.client.get(path).json(), expected)


class Orders(InTheShop):
    def setUp(self):
        super().setUp()
        # The task runs at once and in the same transaction, so that it finds what it needs.
        app.conf.task_always_eager = True
        self.addCleanup(setattr, app.conf, "task_always_eager", False)

    def test_an_order_is_confirmed(self):
        for path in ("/api/orders/racy/", "/api/orders/"):
            with self.subTest(path), self.captureOnCommitCallbacks(execute=True):
                response = self.client.post(path, {"product": 1})
                self.assertEqual(response.status_code, 201)
        self.assertTrue(all(order.confirmed for order in Order.objects.all()))
        self.assertEqual([message.to for message in mail.outbox], [["ann@example.com"]] * 2)
