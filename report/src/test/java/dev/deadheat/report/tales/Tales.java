package dev.deadheat.report.tales;

import dev.deadheat.prove.verdict.Timeline.Kind;
import dev.deadheat.prove.verdict.Verdict;
import dev.deadheat.prove.verdict.Verdict.Severity;
import dev.deadheat.prove.verdict.Verdict.Status;
import dev.deadheat.report.tales.Tale.Ending;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The stories that every output must tell well.
public final class Tales {
  static final String ROW = "myapp_mymodel#1";
  private static final String READ = "SELECT … FROM myapp_mymodel WHERE id = 1";
  static final String SAVE =
      "UPDATE myapp_mymodel SET field = 'new value', other = 'start' WHERE id = 1";
  static final String OTHER = "UPDATE myapp_mymodel SET other = 'changed' WHERE id = 1";

  private Tales() {}

  /// By name, in the order in which a reader should see them.
  public static Map<String, Verdict> all() {
    var out = new LinkedHashMap<String, Verdict>();
    out.put("racy", racy());
    out.put("cured", Quiet.cured());
    out.put("latent", latent());
    out.put("deadlock", deadlock());
    out.put("write-skew", writeSkew());
    out.put("withdrawals", withdrawals());
    out.put("create-twice", createTwice());
    out.put("long", Extremes.longStory());
    out.put("long-names", Extremes.longNames());
    out.put("hostile", Extremes.hostile());
    out.put("never-met", Quiet.neverMet());
    out.put("inconclusive", Quiet.inconclusive());
    return out;
  }

  /// One of [#all()].
  public static Verdict named(String name) {
    return Optional.ofNullable(all().get(name)).orElseThrow();
  }

  /// The seed's racy view undoes another column's UPDATE.
  public static Verdict racy() {
    return Tale.of("racy x other-by-update")
        .request("A", "POST", "/racy/")
        .request("B", "POST", "/other/")
        .from("fixture start.json: 1 row in myapp_mymodel")
        .row(ROW, "field=old value", "other=start")
        .step("A", Kind.READ, READ)
        .at("myapp/views.py", 6, "obj = MyModel.objects.get(pk=1)")
        .reads(ROW)
        .done()
        .step("B", Kind.WRITE, OTHER)
        .at("myapp/views.py", 31, "MyModel.objects.filter(pk=1).update(other='changed')")
        .writes(ROW, "other=changed")
        .answers(200, "OK")
        .done()
        .step("A", Kind.WRITE, SAVE)
        .at("myapp/views.py", 8, "obj.save()")
        .writes(ROW, "field=new value", "other=start")
        .answers(200, "OK")
        .culprit(1, 2)
        .done()
        .serial(
            "A then B",
            Ending.with()
                .row(ROW, "field=new value", "other=changed")
                .answer("A", 200, "OK")
                .answer("B", 200, "OK"))
        .serial(
            "B then A",
            Ending.with()
                .row(ROW, "field=new value", "other=changed")
                .answer("A", 200, "OK")
                .answer("B", 200, "OK"))
        .ended(
            Ending.with()
                .row(ROW, "field=new value", "other=start")
                .answer("A", 200, "OK")
                .answer("B", 200, "OK"))
        .explored(3, 2, false, "all orders")
        .again(5, 5)
        .replay(".deadheat/racy-x-other-by-update.json")
        .note("Statement granularity: what happens inside one statement is PostgreSQL's.")
        .note("Caches, clocks and outside services are not controlled.")
        .verdict(
            Status.ANOMALY,
            Severity.CORRUPTS_ROWS,
            "lost update",
            "User B's other = 'changed' is lost: A saved the whole row in step 3 as it had read it "
                + "in step 1, before B's update in step 2.");
  }

  /// The racy view against itself: the cycle is there, the harm is not.
  public static Verdict latent() {
    var both =
        Ending.with()
            .row(ROW, "field=new value", "other=start")
            .answer("A", 200, "OK")
            .answer("B", 200, "OK");
    var save = "UPDATE myapp_mymodel SET field = 'new value', other = 'start' WHERE id = 1";
    return Tale.of("racy x racy")
        .request("A", "POST", "/racy/")
        .request("B", "POST", "/racy/")
        .row(ROW, "field=old value", "other=start")
        .step("A", Kind.READ, READ)
        .at("myapp/views.py", 6, "obj = MyModel.objects.get(pk=1)")
        .reads(ROW)
        .done()
        .step("B", Kind.READ, READ)
        .at("myapp/views.py", 6, "obj = MyModel.objects.get(pk=1)")
        .reads(ROW)
        .done()
        .step("A", Kind.WRITE, save)
        .at("myapp/views.py", 8, "obj.save()")
        .writes(ROW, "field=new value", "other=start")
        .answers(200, "OK")
        .done()
        .step("B", Kind.WRITE, save)
        .at("myapp/views.py", 8, "obj.save()")
        .writes(ROW, "field=new value", "other=start")
        .answers(200, "OK")
        .culprit(2, 3)
        .done()
        .serial("A then B", both)
        .serial("B then A", both)
        .ended(both)
        .explored(6, 3, true, "all orders")
        .verdict(
            Status.LATENT,
            Severity.LATENT,
            "lost update",
            "Both read before either saved, so B overwrites A's save unseen; here both write the "
                + "same value, so nothing differs. With other inputs it would.");
  }

  /// Two transfers lock two accounts in opposite order.
  public static Verdict deadlock() {
    var lock = "SELECT … FROM bank_account WHERE id = %d FOR UPDATE";
    return Tale.of("transfer x transfer back")
        .request("A", "POST", "/transfer/?from=1&to=2&amount=10", "ann")
        .request("B", "POST", "/transfer/?from=2&to=1&amount=5", "bob")
        .row("bank_account#1", "balance=100")
        .row("bank_account#2", "balance=100")
        .step("A", Kind.LOCK, lock.formatted(1))
        .at("bank/views.py", 41, "source = accounts.select_for_update().get(pk=from_id)")
        .reads("bank_account#1")
        .done()
        .step("B", Kind.LOCK, lock.formatted(2))
        .at("bank/views.py", 41, "source = accounts.select_for_update().get(pk=from_id)")
        .reads("bank_account#2")
        .done()
        .step("B", Kind.LOCK, lock.formatted(1))
        .at("bank/views.py", 42, "target = accounts.select_for_update().get(pk=to_id)")
        .waited("A", 2)
        .fails("40P01 deadlock detected")
        .culprit()
        .answers(500, "<!doctype html><html><head><title>OperationalError")
        .done()
        .step("A", Kind.LOCK, lock.formatted(2))
        .at("bank/views.py", 42, "target = accounts.select_for_update().get(pk=to_id)")
        .waited("B", 2)
        .reads("bank_account#2")
        .done()
        .step("A", Kind.WRITE, "UPDATE bank_account SET balance = 90 WHERE id = 1")
        .at("bank/views.py", 45, "source.save(update_fields=['balance'])")
        .writesOpen("bank_account#1", "balance=90")
        .done()
        .step("A", Kind.WRITE, "UPDATE bank_account SET balance = 110 WHERE id = 2")
        .at("bank/views.py", 46, "target.save(update_fields=['balance'])")
        .writesOpen("bank_account#2", "balance=110")
        .done()
        .step("A", Kind.COMMIT, "COMMIT")
        .publishes()
        .answers(200, "{\"ok\": true}")
        .done()
        .serial(
            "A then B",
            Ending.with()
                .row("bank_account#1", "balance=95")
                .row("bank_account#2", "balance=105")
                .answer("A", 200, "{\"ok\": true}")
                .answer("B", 200, "{\"ok\": true}"))
        .ended(
            Ending.with()
                .row("bank_account#1", "balance=90")
                .row("bank_account#2", "balance=110")
                .answer("A", 200, "{\"ok\": true}")
                .answer("B", 500, "<!doctype html><html><head><title>OperationalError"))
        .explored(14, 9, false, "all orders")
        .again(5, 5)
        .replay(".deadheat/transfer-x-transfer-back.json")
        .verdict(
            Status.DEADLOCK,
            Severity.ONLY_AN_ERROR,
            "deadlock",
            "A holds account 1 and waits for 2; B holds 2 and waits for 1: PostgreSQL ended B.");
  }

  /// Three doctors, each sees that another is on call.
  public static Verdict writeSkew() {
    var tale =
        Tale.of("three go off call")
            .request("A", "POST", "/shifts/1/leave/", "alice")
            .request("B", "POST", "/shifts/2/leave/", "bilal")
            .request("C", "POST", "/shifts/3/leave/", "chen")
            .row("clinic_shift#1", "on_call=t")
            .row("clinic_shift#2", "on_call=t")
            .row("clinic_shift#3", "on_call=t");
    for (var lane : new String[] {"A", "B", "C"}) {
      tale.step(lane, Kind.READ, "SELECT COUNT(*) FROM clinic_shift WHERE on_call")
          .at("clinic/views.py", 22, "if Shift.objects.filter(on_call=True).count() > 1:")
          .reads("clinic_shift#1", "clinic_shift#2", "clinic_shift#3")
          .done();
    }
    var n = 0;
    for (var lane : new String[] {"A", "B", "C"}) {
      n++;
      var told =
          tale.step(lane, Kind.WRITE, "UPDATE clinic_shift SET on_call = false WHERE id = " + n)
              .at("clinic/views.py", 24, "shift.save(update_fields=['on_call'])")
              .writes("clinic_shift#" + n, "on_call=f")
              .answers(200, "left");
      if (n == 3) {
        told.culprit(3, 4);
      }
      told.done();
    }
    return tale.explored(41, 12, false, "all schedules with at most 2 preemptions")
        .again(5, 5)
        .verdict(
            Status.ANOMALY,
            Severity.SUCCEEDS_TWICE,
            "write skew",
            "Nobody is on call: each saw the others' shifts before any of them left.");
  }

  /// Two withdrawals of 80 from 100, in transactions that lock nothing.
  public static Verdict withdrawals() {
    var account = "bank_account#7";
    var read = "SELECT … FROM bank_account WHERE id = 7";
    var save = "UPDATE bank_account SET owner = 'ann', balance = 20 WHERE id = 7";
    var ok = Ending.with().row(account, "owner=ann", "balance=20");
    return Tale.of("withdraw x 2")
        .request("A", "POST", "/accounts/7/withdraw", "ann")
        .request("B", "POST", "/accounts/7/withdraw", "ann")
        .from("rows.sql: 1 row in bank_account")
        .row(account, "balance=100")
        .step("A", Kind.READ, read)
        .at("bank/views.py", 41, "account = Account.objects.get(pk=7)")
        .reads(account)
        .done()
        .step("B", Kind.READ, read)
        .at("bank/views.py", 41, "account = Account.objects.get(pk=7)")
        .reads(account)
        .done()
        .step("A", Kind.WRITE, save)
        .at("bank/views.py", 44, "account.save()")
        .writesOpen(account, "balance=20")
        .done()
        .step("A", Kind.COMMIT, "COMMIT")
        .publishes()
        .answers(200, "withdrew 80")
        .done()
        .step("B", Kind.WRITE, save)
        .at("bank/views.py", 44, "account.save()")
        .waited("A", 3)
        .writesOpen(account, "balance=20")
        .culprit(2, 3)
        .done()
        .step("B", Kind.COMMIT, "COMMIT")
        .publishes()
        .answers(200, "withdrew 80")
        .done()
        .serial("A then B", ok.answer("A", 200, "withdrew 80").answer("B", 409, "too little money"))
        .serial(
            "B then A",
            Ending.with()
                .row(account, "owner=ann", "balance=20")
                .answer("A", 409, "too little money")
                .answer("B", 200, "withdrew 80"))
        .ended(
            Ending.with()
                .row(account, "owner=ann", "balance=20")
                .answer("A", 200, "withdrew 80")
                .answer("B", 200, "withdrew 80"))
        .explored(9, 4, false, "all orders")
        .again(5, 5)
        .replay(".deadheat/withdraw-x-2.json")
        .verdict(
            Status.ANOMALY,
            Severity.SUCCEEDS_TWICE,
            "lost update",
            "160 was paid out of 100: B saved 20 in step 5, computed from the 100 it had read in "
                + "step 2, and A's withdrawal in step 3 is lost.");
  }

  /// Two sign-ups find no user of that name; the second insert fails.
  public static Verdict createTwice() {
    var user = "auth_user#1";
    return Tale.of("sign up x 2")
        .request("A", "POST", "/signup/")
        .request("B", "POST", "/signup/")
        .row(user)
        .shows(user, "username")
        .step("A", Kind.READ, "SELECT 1 FROM auth_user WHERE username = 'ann' LIMIT 1")
        .at("accounts/forms.py", 18, "if User.objects.filter(username=name).exists():")
        .done()
        .step("B", Kind.READ, "SELECT 1 FROM auth_user WHERE username = 'ann' LIMIT 1")
        .at("accounts/forms.py", 18, "if User.objects.filter(username=name).exists():")
        .done()
        .step("A", Kind.WRITE, "INSERT INTO auth_user (username, …) VALUES ('ann', …)")
        .at("accounts/views.py", 30, "form.save()")
        .writes(user, "username=ann")
        .answers(302, "")
        .done()
        .step("B", Kind.WRITE, "INSERT INTO auth_user (username, …) VALUES ('ann', …)")
        .at("accounts/views.py", 30, "form.save()")
        .fails("23505 duplicate key value violates unique constraint \"auth_user_username_key\"")
        .culprit(2, 3)
        .answers(500, "<html>Server Error (500)</html>")
        .done()
        .serial(
            "A then B",
            Ending.with()
                .row(user, "username=ann")
                .answer("A", 302, "")
                .answer("B", 200, "A user with that username already exists."))
        .ended(
            Ending.with()
                .row(user, "username=ann")
                .answer("A", 302, "")
                .answer("B", 500, "<html>Server Error (500)</html>"))
        .explored(5, 3, false, "all orders")
        .verdict(
            Status.ERROR,
            Severity.ONLY_AN_ERROR,
            "check then create",
            "B is answered with an error page: the name was free when it looked in step 2 and taken "
                + "by A in step 3.");
  }
}
