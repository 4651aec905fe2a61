package dev.deadheat.django.flow;

import dev.deadheat.django.code.Place;
import dev.deadheat.django.lock.Expiry;
import dev.deadheat.django.lock.Lapse;
import dev.deadheat.django.memory.Encoder;
import dev.deadheat.django.model.ModelFacts;
import dev.deadheat.django.project.ClassFacts;
import dev.deadheat.django.project.FunctionFacts;
import dev.deadheat.django.project.PythonModule;

/// Writes a flow as bytes. Parts of the project that it mentions are named, not written.
public final class FlowWriter {
  private final Encoder out = new Encoder();

  private FlowWriter() {}

  /// The bytes from which [FlowReader] makes an equal flow.
  public static byte[] bytes(FunctionFlow flow) {
    var writer = new FlowWriter();
    writer.flow(flow);
    return writer.out.bytes();
  }

  private void flow(FunctionFlow flow) {
    out.all(flow.writes(), this::write);
    out.all(flow.reads(), this::read);
    out.all(flow.dispatches(), this::dispatch);
    out.all(flow.lockUses(), this::lockUse);
    out.all(flow.swallows(), this::swallow);
    out.all(flow.torn(), this::torn);
    out.all(flow.lapses(), this::lapse);
    out.all(flow.calls(), this::call);
    out.flag(flow.whole());
  }

  private void write(Write write) {
    out.constant(write.kind());
    table(write.table());
    out.optional(write.target(), this::read);
    out.all(
        write.columns().entrySet(),
        column -> {
          out.text(column.getKey());
          out.all(column.getValue().sources(), this::source);
          out.all(column.getValue().guards(), this::guard);
          out.flag(column.getValue().atomic());
          out.flag(column.getValue().settled());
        });
    out.flag(write.whole());
    out.all(write.lookups(), out::text);
    out.all(write.guards(), this::guard);
    out.all(write.locks(), this::lock);
    out.flag(write.inTransaction());
    out.all(write.caught(), out::text);
    site(write.site());
    out.all(write.via(), this::site);
    out.flag(write.implied());
  }

  private void read(Read read) {
    out.shared(
        read,
        each -> {
          out.constant(each.kind());
          table(each.table());
          site(each.site());
          out.all(each.lookups(), out::text);
          out.flag(each.locking());
          out.all(each.locks(), this::lock);
          out.optional(each.parent(), this::read);
          out.text(each.detail());
          out.all(each.via(), this::site);
        });
  }

  private void dispatch(Dispatch dispatch) {
    out.constant(dispatch.kind());
    out.text(dispatch.task());
    out.all(dispatch.sources(), this::source);
    out.flag(dispatch.wrote());
    out.flag(dispatch.inTransaction());
    out.flag(dispatch.openHere());
    out.all(dispatch.locks(), this::lock);
    out.all(dispatch.guards(), this::guard);
    site(dispatch.site());
    out.all(dispatch.via(), this::site);
  }

  private void lockUse(LockUse use) {
    out.constant(use.kind());
    table(use.table());
    out.text(use.method());
    out.flag(use.inTransaction());
    site(use.site());
    out.all(use.via(), this::site);
  }

  private void swallow(Swallow swallow) {
    out.text(swallow.exception());
    table(swallow.table());
    site(swallow.write());
    out.flag(swallow.inTransaction());
    site(swallow.site());
  }

  private void torn(Torn torn) {
    write(torn.write());
    read(torn.refused());
    site(torn.site());
    out.flag(torn.answered());
  }

  private void lapse(Lapse lapse) {
    out.constant(lapse.kind());
    out.text(lapse.name());
    out.flag(lapse.threads());
    switch (lapse.expiry()) {
      case Expiry.Never _ -> out.number(0);
      case Expiry.Sometime _ -> out.number(1);
      case Expiry.After(int seconds) -> {
        out.number(2);
        out.signed(seconds);
      }
    }
    place(lapse.taken());
    place(lapse.at());
    out.optional(
        lapse.toil(),
        toil -> {
          out.constant(toil.kind());
          out.text(toil.what());
          out.flag(toil.seconds().isPresent());
          out.signed(toil.seconds().orElse(0));
          out.flag(toil.repeated());
        });
    out.flag(lapse.stolen());
  }

  private void call(CallSite call) {
    function(call.caller());
    function(call.callee());
    site(call.site());
    out.all(call.locks(), this::lock);
    out.flag(call.inTransaction());
    out.all(call.knownRows(), out::number);
    out.all(call.passedOn(), out::number);
    out.all(call.caught(), out::text);
    out.flag(call.background());
    out.flag(call.afterCommit());
  }

  private void lock(Lock lock) {
    out.shared(
        lock,
        each -> {
          out.constant(each.kind());
          out.optional(each.table(), this::table);
          site(each.site());
          out.flag(each.scoped());
          out.flag(each.inTransaction());
          out.flag(each.waits());
        });
  }

  private void source(Source source) {
    out.shared(
        source,
        each -> {
          read(each.read());
          out.constant(each.aspect());
          out.text(each.column());
        });
  }

  private void guard(Guard guard) {
    out.shared(
        guard,
        each -> {
          source(each.source());
          out.constant(each.polarity());
        });
  }

  private void table(Table table) {
    out.shared(
        table,
        each -> {
          out.text(each.label());
          out.optional(each.model().map(ModelFacts::definition), this::type);
        });
  }

  private void site(Site site) {
    out.shared(
        site,
        each -> {
          function(each.function());
          place(each.place());
        });
  }

  private void function(FunctionFacts function) {
    out.shared(
        function,
        each -> {
          module(each.module());
          out.optional(each.owner(), this::type);
          out.text(each.qualifiedName());
          place(each.node().place());
        });
  }

  private void type(ClassFacts definition) {
    out.shared(
        definition,
        each -> {
          module(each.module());
          out.text(each.qualifiedName());
          out.number(each.line());
        });
  }

  private void module(PythonModule module) {
    out.flag(module.library());
    out.text(module.path());
  }

  private void place(Place place) {
    out.number(place.start());
    out.number(place.end());
    out.number(place.line());
    out.number(place.endLine());
  }
}
