package dev.deadheat.report.tales;

import dev.deadheat.prove.verdict.Timeline.Kind;
import dev.deadheat.prove.verdict.Verdict;
import dev.deadheat.prove.verdict.Verdict.Severity;
import dev.deadheat.prove.verdict.Verdict.Status;

/// Verdicts that strain a page: many steps, names that fit nowhere, data that would take over.
public final class Extremes {
  private Extremes() {}

  /// Forty steps in four lanes.
  public static Verdict longStory() {
    var tale = Tale.of("four counters");
    for (var i = 0; i < 4; i++) {
      tale.request(String.valueOf((char) ('A' + i)), "POST", "/counters/" + i + "/bump/");
    }
    tale.row("stats_counter#1", "hits=0");
    var count = 0;
    for (var i = 0; i < 40; i++) {
      var lane = String.valueOf((char) ('A' + (i * 3) % 4));
      var told =
          i % 2 == 0
              ? tale.step(lane, Kind.READ, "SELECT … FROM stats_counter WHERE id = 1")
                  .at("stats/views.py", 12, "counter = Counter.objects.get(pk=1)")
                  .reads("stats_counter#1")
              : tale.step(
                      lane,
                      Kind.WRITE,
                      "UPDATE stats_counter SET hits = " + ++count + " WHERE id = 1")
                  .at("stats/views.py", 14, "counter.save(update_fields=['hits'])")
                  .writes("stats_counter#1", "hits=" + count);
      if (i >= 36) {
        told.answers(200, "bumped");
      }
      if (i == 31) {
        told.culprit(29, 30);
      }
      if (i == 20) {
        told.waited("D", 18);
      }
      told.done();
    }
    return tale.explored(123_456, 7_890, false, "all schedules with at most 2 preemptions")
        .again(3, 5)
        .verdict(
            Status.ANOMALY,
            Severity.CORRUPTS_ROWS,
            "lost update",
            "Twenty bumps were answered with 200 and the counter says less.");
  }

  /// Names that fit nowhere, some of them wide.
  public static Verdict longNames() {
    var row = "warehouse_inventory_management_stockreservationallocation#4b1f0f7e-9a60-4c38";
    return Tale.of("reserve_stock_for_order_with_backorder_allowance x 在庫予約のキャンセル処理")
        .request(
            "A",
            "PATCH",
            "/api/v2/warehouses/north-east-1/stock-reservations/4b1f0f7e/allocations/")
        .request("B", "DELETE", "/api/v2/倉庫/在庫予約/4b1f0f7e/割り当て/", "在庫管理者・山田太郎")
        .row(row, "quantity_reserved_for_backorder=12", "メモ=初期値のとても長いメモ書きです")
        .step(
            "A",
            Kind.READ,
            "SELECT … FROM warehouse_inventory_management_stockreservationallocation WHERE id = '4b1f0f7e-9a60-4c38'")
        .at(
            "warehouse/inventory_management/api/viewsets/stock_reservation_allocations.py",
            1204,
            "allocation = get_object_or_404(StockReservationAllocation.objects.select_related('warehouse'), pk=pk)")
        .reads(row)
        .done()
        .step(
            "B",
            Kind.WRITE,
            "UPDATE warehouse_inventory_management_stockreservationallocation SET メモ = '取り消しました' WHERE id = '4b1f0f7e-9a60-4c38'")
        .at("warehouse/api.py", 7, "allocations.update(メモ='取り消しました')")
        .writes(row, "メモ=取り消しました")
        .answers(204, "")
        .done()
        .step(
            "A",
            Kind.WRITE,
            "UPDATE warehouse_inventory_management_stockreservationallocation SET quantity_reserved_for_backorder = 13, メモ = '初期値のとても長いメモ書きです' WHERE id = '4b1f0f7e-9a60-4c38'")
        .at(
            "warehouse/inventory_management/api/viewsets/stock_reservation_allocations.py",
            1219,
            "allocation.save()")
        .writes(row, "quantity_reserved_for_backorder=13", "メモ=初期値のとても長いメモ書きです")
        .answers(
            200,
            "{\"id\": \"4b1f0f7e-9a60-4c38\", \"quantity_reserved_for_backorder\": 13, \"メモ\": \"初期値\"}")
        .culprit(1, 2)
        .done()
        .explored(4, 2, false, "all orders")
        .verdict(
            Status.ANOMALY,
            Severity.CORRUPTS_ROWS,
            "lost update",
            "User B's メモ = '取り消しました' is lost: A saved the whole row in step 3 as read in step 1.");
  }

  /// Data that would take over a terminal or a document.
  public static Verdict hostile() {
    var row = "evil\u001b[2J#1";
    return Tale.of("evil \u001b]0;owned\u0007 <script>alert(1)</script> & \"friends\"")
        .request("A", "GET", "/\u001b[31m?q=<b>&x='\"", "eve\r\nmallory")
        .request("B", "POST", "/\u202eesrever/")
        .row(row, "note=plain")
        .step(
            "A",
            Kind.READ,
            "SELECT '\u001b[31mred\u001b[0m' FROM \"evil\" -- \u0000 ]]> <tag a='1'>")
        .at("views\u009b2J.py", 3, "x = '\u001b[2J' # <b>&amp;</b>")
        .reads(row)
        .done()
        .step("B", Kind.WRITE, "UPDATE evil SET note = '\u0008\u0008</svg>'")
        .writes(row, "note=\u001b[1;31m\u0007 </text> \ud800 \u2028 end")
        .answers(200, "<script>\u001b[H</script>")
        .culprit(1, 1)
        .done()
        .explored(2, 2, false, "all \u001b[7m orders")
        .note("a note \u001b[5m that blinks")
        .verdict(
            Status.ANOMALY,
            Severity.CORRUPTS_ROWS,
            "lost \u001b[4mupdate",
            "What was \u001b[8mhidden\u001b[0m is lost; <b>why</b> & when.");
  }
}
