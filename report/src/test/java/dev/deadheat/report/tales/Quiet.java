package dev.deadheat.report.tales;

import dev.deadheat.prove.verdict.Timeline.Kind;
import dev.deadheat.prove.verdict.Verdict;
import dev.deadheat.prove.verdict.Verdict.Severity;
import dev.deadheat.prove.verdict.Verdict.Status;
import dev.deadheat.report.tales.Tale.Ending;

/// Verdicts without a race: none there, none met, none found in the time there was.
public final class Quiet {
  private static final String LOCK = "SELECT … FROM myapp_mymodel WHERE id = 1 FOR UPDATE";

  private Quiet() {}

  /// The seed's cured view: the other waits, and nothing is lost.
  public static Verdict cured() {
    return Tale.of("cured x other-by-update")
        .request("A", "POST", "/cured/")
        .request("B", "POST", "/other/")
        .from("fixture start.json: 1 row in myapp_mymodel")
        .row(Tales.ROW, "field=old value", "other=start")
        .step("A", Kind.BEGIN, "BEGIN")
        .at("myapp/views.py", 14, "with transaction.atomic():")
        .done()
        .step("A", Kind.LOCK, LOCK)
        .at("myapp/views.py", 15, "obj = MyModel.objects.select_for_update().get(pk=1)")
        .reads(Tales.ROW)
        .done()
        .step("A", Kind.WRITE, Tales.SAVE)
        .at("myapp/views.py", 17, "obj.save()")
        .writesOpen(Tales.ROW, "field=new value", "other=start")
        .done()
        .step("A", Kind.COMMIT, "COMMIT")
        .at("myapp/views.py", 14, "with transaction.atomic():")
        .publishes()
        .answers(200, "OK")
        .done()
        .step("B", Kind.WRITE, Tales.OTHER)
        .at("myapp/views.py", 31, "MyModel.objects.filter(pk=1).update(other='changed')")
        .waited("A", 2)
        .writes(Tales.ROW, "other=changed")
        .answers(200, "OK")
        .done()
        .serial(
            "A then B",
            Ending.with()
                .row(Tales.ROW, "field=new value", "other=changed")
                .answer("A", 200, "OK")
                .answer("B", 200, "OK"))
        .ended(
            Ending.with()
                .row(Tales.ROW, "field=new value", "other=changed")
                .answer("A", 200, "OK")
                .answer("B", 200, "OK"))
        .explored(7, 2, true, "all orders")
        .note("Caches, clocks and outside services are not controlled.")
        .verdict(
            Status.CLEAN,
            Severity.NONE,
            "",
            "No order breaks it: in all 7 schedules rows and answers end as one request after the "
                + "other leaves them.");
  }

  /// Both were refused at the door.
  public static Verdict neverMet() {
    return Tale.of("both forbidden")
        .request("A", "POST", "/admin/close/")
        .request("B", "POST", "/admin/close/")
        .explored(2, 1, true, "all orders")
        .note("A alone was answered with 403 where 200 was declared.")
        .verdict(
            Status.NEVER_MET,
            Severity.NONE,
            "",
            "The requests never met: alone, A was answered with 403; declare that or log somebody in.");
  }

  /// The budget ran out.
  public static Verdict inconclusive() {
    return Tale.of("checkout x checkout")
        .request("A", "POST", "/checkout/")
        .request("B", "POST", "/checkout/")
        .from("fixture shop.json: 214 rows in 9 tables")
        .explored(500, 313, false, "all schedules with at most 1 preemption")
        .orderMatters()
        .note("The budget of 500 schedules ran out; a larger one is given with --budget.")
        .verdict(
            Status.INCONCLUSIVE,
            Severity.NONE,
            "",
            "No order that was tried breaks it, but not every order was tried.");
  }
}
