package dev.deadheat.fix.cure;

import dev.deadheat.django.ProjectFacts;
import dev.deadheat.django.flow.Dispatch;
import dev.deadheat.django.flow.FunctionFlow;
import dev.deadheat.django.flow.LockUse;
import dev.deadheat.django.flow.Read;
import dev.deadheat.django.flow.Site;
import dev.deadheat.django.flow.Write;
import dev.deadheat.django.lock.Lapse;
import dev.deadheat.django.project.Binding;
import dev.deadheat.django.project.ClassFacts;
import dev.deadheat.django.project.FunctionFacts;
import dev.deadheat.rules.Finding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// A finding with the facts that it was made of.
///
/// @param races the same race as each function sees it: the one that reads, those between, the one
///   that writes
record Case(Finding finding, ProjectFacts facts, Documents documents, List<Race> races) {

  /// A race as one function sees it.
  ///
  /// @param read absent if the rule names none
  record Race(FunctionFlow flow, Write write, Optional<Read> read) {

    /// Whether the function reads the row itself, with a statement of its own.
    boolean readsHere() {
      return read.isPresent()
          && read.get().via().isEmpty()
          && read.get().site().function().equals(flow.function());
    }

    /// What to say if {@link #isInsideOneCall()}.
    static final String INSIDE =
        "the look and the write both happen inside the function that is called here: the cure belongs"
            + " there";

    /// Whether both the read and the write happen in what one and the same call leads to.
    boolean isInsideOneCall() {
      return read.isPresent()
          && !read.get().via().isEmpty()
          && read.get().via().getFirst().path().equals(write.outermost().path())
          && read.get().via().getFirst().line() == write.outermost().line();
    }

    /// Whether that call leads into code of the project, where a lock would serve all who call it.
    boolean belongsInside() {
      boolean writesHere = write.via().isEmpty();
      Site next = write.via().size() > 1 ? write.via().get(1) : write.site();
      return isInsideOneCall() && !writesHere && !next.module().library();
    }

    /// Whether the function writes the row itself.
    boolean writesHere() {
      return write.via().isEmpty() && write.site().function().equals(flow.function());
    }
  }

  static Case of(Finding finding, ProjectFacts facts, Documents documents) {
    var races = new ArrayList<Race>();
    for (FunctionFlow flow : facts.flows()) {
      for (Write write : flow.writes()) {
        if (!finding.write().filter(spot -> is(spot, write.site(), write.via())).isPresent()
            || !(write.kind() == Write.Kind.CACHE_SET
                || write.table().name().equals(finding.model()))) {
          continue;
        }
        if (finding.read().isEmpty()) {
          races.add(new Race(flow, write, Optional.empty()));
          continue;
        }
        Finding.Spot spot = finding.read().get();
        for (Read read : reads(write)) {
          if (is(spot, read.site(), read.via())) {
            races.add(new Race(flow, write, Optional.of(read)));
          }
        }
      }
    }
    return new Case(finding, facts, documents, List.copyOf(races));
  }

  /// Everything that a write depends on.
  static Set<Read> reads(Write write) {
    var out = new LinkedHashSet<Read>();
    write.target().ifPresent(out::add);
    write
        .columns()
        .values()
        .forEach(value -> {
          value.sources().forEach(source -> out.add(source.read()));
          value.guards().forEach(guard -> out.add(guard.source().read()));
        });
    write.guards().forEach(guard -> out.add(guard.source().read()));
    return out;
  }

  /// Whether a place, or the nearest one of the project on the way to it, is the spot.
  static boolean is(Finding.Spot spot, Site site, List<Site> via) {
    Site shown = shown(site, via);
    return shown.path().equals(spot.path()) && shown.line() == spot.line();
  }

  /// The innermost place that is in the project.
  static Site shown(Site site, List<Site> via) {
    if (site.module().library()) {
      for (Site each : via.reversed()) {
        if (!each.module().library()) {
          return each;
        }
      }
    }
    return site;
  }

  /// Whether both the read and the write happen in what one call leads to, and that is code of the
  /// project which sees both, as a `save()` of its own: a lock there would serve all who call it.
  boolean belongsInside(Race race) {
    if (race.belongsInside() || !race.isInsideOneCall()) {
      return race.belongsInside();
    }
    Site at = race.write().outermost();
    Site look = race.read().orElseThrow().site();
    return facts.flows().stream()
        .filter(flow -> flow.function().name().equals("save"))
        .filter(flow ->
            facts.callers().getOrDefault(flow.function(), List.of()).stream()
                .anyMatch(call ->
                    call.site().path().equals(at.path()) && call.site().line() == at.line()))
        .flatMap(flow -> flow.writes().stream())
        .filter(write -> write.table().equals(race.write().table()))
        .anyMatch(write -> reads(write).stream().anyMatch(read -> read.site().equals(look)));
  }

  /// The race as the function that reads the row sees it.
  Optional<Race> reader() {
    return races.stream().filter(Race::readsHere).findFirst();
  }

  /// The race as the function that writes the row sees it.
  Optional<Race> writer() {
    return races.stream().filter(Race::writesHere).findFirst();
  }

  /// The race as functions of the project see it that were handed the row, as `self` or another
  /// parameter, and write it.
  List<Race> writers() {
    var out = new LinkedHashSet<Race>();
    for (Race race : races) {
      boolean handed = !race.write().via().isEmpty() && !race.write().site().module().library();
      if (!handed) {
        continue;
      }
      for (FunctionFlow flow : facts.flows()) {
        if (!flow.function().equals(race.write().site().function())) {
          continue;
        }
        for (Write write : flow.writes()) {
          boolean same =
              write.via().isEmpty() && write.site().place().equals(race.write().site().place());
          if (same) {
            write
                .target()
                .filter(read -> read.kind() == Read.Kind.PARAMETER)
                .ifPresent(read -> out.add(new Race(flow, write, Optional.of(read))));
          }
        }
      }
    }
    return List.copyOf(out);
  }

  /// Whether a function is on the way to the write, as one of those that see the race sees it. If
  /// only the one that writes sees it, everybody who calls that one is.
  boolean leads(FunctionFacts function) {
    return races.stream().allMatch(Race::writesHere)
        || races.stream()
            .anyMatch(race ->
                race.flow().function().equals(function)
                    || race.write().via().stream()
                        .anyMatch(site -> site.function().equals(function)));
  }

  /// The race as functions see it that were handed the row and hand it on to the one that writes
  /// it, the nearest first.
  List<Race> between(Race writer) {
    var out = new ArrayList<Race>();
    for (FunctionFlow flow : facts.flows()) {
      for (Write write : flow.writes()) {
        boolean same =
            !write.via().isEmpty()
                && write.site().path().equals(writer.write().site().path())
                && write.site().place().equals(writer.write().site().place())
                && write.table().equals(writer.write().table());
        if (same) {
          write
              .target()
              .filter(read -> read.kind() == Read.Kind.PARAMETER)
              .ifPresent(read -> out.add(new Race(flow, write, Optional.of(read))));
        }
      }
    }
    out.sort(Comparator.comparingInt(race -> race.write().via().size()));
    return List.copyOf(out);
  }

  /// The race as functions of the project see it that delete a parameter, though nothing in them
  /// says which model it is of. One that saves it may have been handed changes to save.
  List<Race> untyped() {
    var out = new LinkedHashSet<Race>();
    for (Race race : races) {
      boolean handed = !race.write().via().isEmpty() && !race.write().site().module().library();
      boolean deletes = race.write().kind() == Write.Kind.DELETE;
      if (!handed || !deletes || RowName.parameter(this, race.write()).isEmpty()) {
        continue;
      }
      Write own = race.write().within(race.write().via().size());
      facts.flows().stream()
          .filter(flow -> flow.function().equals(own.site().function()))
          .filter(flow ->
              flow.writes().stream()
                  .noneMatch(write ->
                      write.via().isEmpty() && write.site().place().equals(own.site().place())))
          .forEach(flow -> out.add(new Race(flow, own, race.read())));
    }
    return List.copyOf(out);
  }

  /// Every write of a row at the place of this finding's, in whichever function's eyes.
  List<Write> writesThere() {
    return facts.flows().stream()
        .flatMap(flow -> flow.writes().stream())
        .filter(write ->
            finding.write().filter(spot -> is(spot, write.site(), write.via())).isPresent())
        .toList();
  }

  /// Whether one of the writes at the place of this finding's inserts a row. A row that was made
  /// and saved before is there already.
  boolean insertsThere() {
    for (FunctionFlow flow : facts.flows()) {
      List<Write> writes = flow.writes();
      for (int i = 0; i < writes.size(); i++) {
        Write write = writes.get(i);
        boolean inserts =
            write.creates()
                && finding.write().filter(spot -> is(spot, write.site(), write.via())).isPresent()
                && writes.subList(0, i).stream().noneMatch(before -> isSaved(before, write));
        if (inserts) {
          return true;
        }
      }
    }
    return false;
  }

  /// Whether a row was inserted by an earlier write: by a `save()` of its own, or by the call that
  /// answered it, as a form's.
  private static boolean isSaved(Write before, Write now) {
    if (!before.creates() || now.target().isEmpty() || !before.table().equals(now.table())) {
      return false;
    }
    Read row = now.target().get();
    boolean same =
        before
            .target()
            .filter(made -> made.site().equals(row.site()) && made.via().equals(row.via()))
            .isPresent();
    boolean answered =
        !row.via().isEmpty()
            && !before.via().isEmpty()
            && row.via().getFirst().equals(before.via().getFirst());
    return same || answered;
  }

  /// The race as the function sees it in which the finding stands: the innermost one that holds
  /// both the read and the write, or the calls that lead to them.
  Optional<Race> holder() {
    return races.stream()
        .filter(race -> isFinders(race.flow().function()))
        .filter(race -> race.write().outermost().path().equals(finding.path()))
        .findFirst()
        .or(() -> races.stream().flatMap(race -> inside(race).stream()).findFirst());
  }

  /// A race that only callers see whole, as the finding's function sees it: what a parameter is, a
  /// serializer or a form, is known outside.
  private Optional<Race> inside(Race race) {
    if (race.read().isEmpty()) {
      return Optional.empty();
    }
    Read read = race.read().get();
    List<Site> writing = race.write().via();
    List<Site> reading = read.via();
    int common = 0;
    while (common < Math.min(writing.size(), reading.size())
        && writing.get(common).equals(reading.get(common))) {
      common++;
    }
    Write write = race.write().within(common);
    Read inner = read.within(common);
    Site look = inner.via().isEmpty() ? inner.site() : inner.via().getFirst();
    boolean finders = isFinders(write.outermost().function()) && isFinders(look.function());
    return finders
        ? flow(finding.path(), finding.function())
            .map(flow -> new Race(flow, write, Optional.of(inner)))
        : Optional.empty();
  }

  private boolean isFinders(FunctionFacts function) {
    return function.module().path().equals(finding.path())
        && function.qualifiedName().equals(finding.function());
  }

  /// The dispatch that the finding is about, as the function sees it in which the finding stands.
  Optional<Dispatch> dispatch() {
    return facts.flows().stream()
        .flatMap(flow -> flow.dispatches().stream())
        .filter(each ->
            here(each.outermost())
                && finding
                    .write()
                    .filter(spot ->
                        is(spot, each.site(), each.via()) || is(spot, each.outermost(), List.of()))
                    .isPresent())
        .min(Comparator.comparingInt(each -> each.via().size()));
  }

  /// The use of a lock that the finding is about.
  Optional<LockUse> lockUse() {
    return facts.flows().stream()
        .flatMap(flow -> flow.lockUses().stream())
        .filter(each -> each.via().isEmpty() && here(each.site()))
        .findFirst();
  }

  /// Where the lock is taken that the finding is about, if it lapses in this way.
  Optional<Site> lapse(Lapse.Kind kind) {
    return facts.flows().stream()
        .flatMap(flow ->
            flow.lapses().stream()
                .filter(lapse -> lapse.kind() == kind)
                .map(lapse -> new Site(flow.function(), lapse.taken())))
        .filter(this::here)
        .findFirst();
  }

  private boolean here(Site site) {
    return site.path().equals(finding.path()) && site.line() == finding.line();
  }

  /// The classes of the project that extend one.
  Stream<ClassFacts> heirs(ClassFacts definition) {
    return facts.modules().stream()
        .filter(module -> !module.library() && !module.isTest())
        .flatMap(module -> module.bindings().values().stream())
        .filter(Binding.OfClass.class::isInstance)
        .map(binding -> ((Binding.OfClass) binding).definition())
        .filter(heir -> !heir.equals(definition))
        .filter(heir -> facts.hierarchy().inherits(heir, definition));
  }

  /// Whether others extend a class.
  boolean isExtended(ClassFacts definition) {
    return heirs(definition).findAny().isPresent();
  }

  /// What happens in a function.
  Optional<FunctionFlow> flow(String path, String function) {
    return facts.flows().stream()
        .filter(flow ->
            flow.function().module().path().equals(path)
                && flow.function().qualifiedName().equals(function))
        .findFirst();
  }
}
