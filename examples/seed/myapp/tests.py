from django.test import TestCase

from myapp.models import MyModel


class WithTheRow(TestCase):
    fixtures = ["one_row"]

    def row(self):
        row = MyModel.objects.get(pk=1)
        return row.field, row.other

    def test_racy_view_changes_field(self):
        response = self.client.post("/racy/")
        self.assertEqual(response.content, b"OK")
        self.assertEqual(self.row(), ("new value", "old other"))

    def test_cured_view_changes_field(self):
        response = self.client.post("/cured/")
        self.assertEqual(response.content, b"OK")
        self.assertEqual(self.row(), ("new value", "old other"))

    def test_update_changes_other(self):
        response = self.client.post("/other/update/")
        self.assertEqual(response.content, b"OK")
        self.assertEqual(self.row(), ("old value", "new other"))

    def test_save_changes_other(self):
        response = self.client.post("/other/save/")
        self.assertEqual(response.content, b"OK")
        self.assertEqual(self.row(), ("old value", "new other"))

    def test_both_changes_stay_one_after_the_other(self):
        self.client.post("/racy/")
        self.client.post("/other/save/")
        self.assertEqual(self.row(), ("new value", "new other"))


class WithoutTheRow(TestCase):
    def test_racy_view_fails(self):
        with self.assertRaises(MyModel.DoesNotExist):
            self.client.post("/racy/")

    def test_cured_view_says_so(self):
        response = self.client.post("/cured/")
        self.assertEqual(response.content, b"Object does not exist")

    def test_update_finds_nothing(self):
        response = self.client.post("/other/update/")
        self.assertEqual(response.content, b"OK")
        self.assertFalse(MyModel.objects.exists())
