"""Ordinary tests: one request at a time. All of them pass, for the racy views too."""

from django.contrib.auth import get_user_model
from django.test import Client, TransactionTestCase

from accounts.models import Account, PrepaidCard
from accounts.start import customers


class AtTheBank(TransactionTestCase):
    """No test runs inside a transaction: a serializable one cannot begin within another."""

    def setUp(self):
        customers()
        self.client.force_login(get_user_model().objects.get(username="ann"))

    def balances(self):
        return list(Account.objects.order_by("pk").values_list("balance", flat=True))

    def assert_done(self, response):
        self.assertRedirects(response, "/")

    def assert_refused(self, response, why):
        self.assertContains(response, why, status_code=409)


class TheSite(AtTheBank):
    def test_customers_see_their_own_accounts(self):
        response = self.client.get("/")
        self.assertContains(response, "Ann&#x27;s savings: 100 €")
        self.assertNotContains(response, "Bob")

    def test_everything_else_sends_to_the_login_page(self):
        response = Client().post("/accounts/1/deposit/", {"amount": 50})
        self.assertRedirects(response, "/login/?next=/accounts/1/deposit/")

    def test_customers_log_in(self):
        bob = get_user_model().objects.get(username="bob")
        bob.set_password("bob's secret")
        bob.save()
        client = Client()
        response = client.post("/login/", {"username": "bob", "password": "bob's secret"})
        self.assert_done(response)
        self.assertContains(client.get("/"), "Bob&#x27;s everyday account: 100 €")

    def test_a_form_without_a_csrf_token_is_refused(self):
        client = Client(enforce_csrf_checks=True)
        client.force_login(get_user_model().objects.get(username="ann"))
        response = client.post("/accounts/1/deposit/", {"amount": 50})
        self.assertEqual(response.status_code, 403)

    def test_nobody_reaches_a_strangers_account(self):
        for action in ("deposit", "withdraw", "withdraw/racy", "joint", "joint/racy"):
            response = self.client.post(f"/accounts/3/{action}/", {"amount": 10})
            self.assertEqual(response.status_code, 404)
        for action in ("transfer", "transfer/racy"):
            response = self.client.post(f"/accounts/3/{action}/", {"amount": 10, "to": 1})
            self.assertEqual(response.status_code, 404)

    def test_nonsense_is_a_bad_request(self):
        for amount in ("-5", "0", "much", ""):
            response = self.client.post("/accounts/1/withdraw/", {"amount": amount})
            self.assertEqual(response.status_code, 400)


class Deposits(AtTheBank):
    def test_a_deposit_is_added(self):
        for path in ("/accounts/1/deposit/racy/", "/accounts/1/deposit/"):
            with self.subTest(path):
                before = Account.objects.get(pk=1).balance
                self.assert_done(self.client.post(path, {"amount": 50}))
                self.assertEqual(Account.objects.get(pk=1).balance, before + 50)


class Withdrawals(AtTheBank):
    paths = [
        "/accounts/1/withdraw/racy/",
        "/accounts/1/withdraw/",
        "/accounts/1/withdraw/conditional/",
    ]

    def test_the_second_withdrawal_is_refused(self):
        for path in self.paths:
            with self.subTest(path):
                Account.objects.filter(pk=1).update(balance=100)
                self.assert_done(self.client.post(path, {"amount": 80}))
                self.assert_refused(
                    self.client.post(path, {"amount": 80}), "not enough money in this account"
                )
                self.assertEqual(Account.objects.get(pk=1).balance, 20)

    def test_a_card_pays_once(self):
        self.assert_done(self.client.post("/cards/1/pay/", {"amount": 80}))
        self.assert_refused(
            self.client.post("/cards/1/pay/", {"amount": 80}), "not enough money on this card"
        )
        self.assertEqual(PrepaidCard.objects.get(pk=1).balance, 20)


class Transfers(AtTheBank):
    def test_there_and_back(self):
        bob = Client()
        bob.force_login(get_user_model().objects.get(username="bob"))
        for path in ("transfer/racy", "transfer"):
            with self.subTest(path):
                there = self.client.post(f"/accounts/1/{path}/", {"to": 3, "amount": 10})
                self.assert_done(there)
                self.assertEqual(self.balances(), [90, 100, 110, 0])
                self.assert_done(bob.post(f"/accounts/3/{path}/", {"to": 1, "amount": 10}))
                self.assertEqual(self.balances(), [100, 100, 100, 0])

    def test_too_much_moves_nothing(self):
        for path in ("transfer/racy", "transfer", "payment/racy", "payment"):
            with self.subTest(path):
                response = self.client.post(f"/accounts/1/{path}/", {"to": 3, "amount": 101})
                self.assert_refused(response, "not enough money in this account")
                self.assertEqual(self.balances(), [100, 100, 100, 0])


class JointLimit(AtTheBank):
    def test_one_account_may_go_below_zero_both_may_not(self):
        for path in ("joint/racy", "joint", "joint/locked"):
            with self.subTest(path):
                Account.objects.filter(owner__username="ann").update(balance=100)
                self.assert_done(self.client.post(f"/accounts/1/{path}/", {"amount": 150}))
                self.assert_refused(
                    self.client.post(f"/accounts/2/{path}/", {"amount": 150}),
                    "not enough money in your accounts together",
                )
                self.assertEqual(self.balances(), [-50, 100, 100, 0])


class Payments(AtTheBank):
    def test_a_payment_arrives(self):
        for path in ("payment/racy", "payment"):
            with self.subTest(path):
                Account.objects.filter(pk=1).update(balance=100)
                Account.objects.filter(pk=4).update(balance=0)
                response = self.client.post(f"/accounts/1/{path}/", {"to": 4, "amount": 10})
                self.assert_done(response)
                self.assertEqual(self.balances(), [90, 100, 100, 10])

    def test_a_closed_account_is_paid_nothing(self):
        Account.objects.filter(pk=4).update(is_open=False)
        for path in ("payment/racy", "payment"):
            with self.subTest(path):
                response = self.client.post(f"/accounts/1/{path}/", {"to": 4, "amount": 10})
                self.assert_refused(response, "is closed")
                self.assertEqual(self.balances(), [100, 100, 100, 0])

    def test_only_an_empty_account_can_be_closed(self):
        self.assert_refused(self.client.post("/accounts/1/close/"), "money in this account")
        Account.objects.filter(pk=1).update(balance=0)
        self.assert_done(self.client.post("/accounts/1/close/"))
        self.assertFalse(Account.objects.get(pk=1).is_open)
