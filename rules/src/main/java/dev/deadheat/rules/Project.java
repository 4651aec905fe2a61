package dev.deadheat.rules;

import dev.deadheat.django.ProjectFacts;
import dev.deadheat.django.entry.EntryPoint;
import dev.deadheat.django.flow.CallSite;
import dev.deadheat.django.flow.FunctionFlow;
import dev.deadheat.django.flow.Read;
import dev.deadheat.django.flow.Site;
import dev.deadheat.django.flow.Table;
import dev.deadheat.django.flow.Write;
import dev.deadheat.django.model.ModelFacts;
import dev.deadheat.django.project.ClassKind;
import dev.deadheat.django.project.FunctionFacts;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// Questions that several rules ask of a project.
final class Project {
  private static final int MAX_REACHED = 400;
  private static final Pattern PLAIN =
      Pattern.compile("^(django|model_utils|django_extensions)\\.");
  private static final Set<ClassKind> HANDLERS =
      Set.of(
          ClassKind.SERIALIZER,
          ClassKind.FORM,
          ClassKind.ADMIN,
          ClassKind.PERMISSION,
          ClassKind.MUTATION,
          ClassKind.MIDDLEWARE);
  private static final Set<String> ASKED =
      Set.of(
          "get_queryset",
          "get_object",
          "get_context_data",
          "get_initial",
          "get_form_kwargs",
          "get_serializer_context",
          "filter_queryset",
          "initial",
          "setup",
          "test_func");

  /// What REST framework calls on a view, and nobody on a serializer.
  private static final Set<String> OF_VIEWS =
      Set.of("perform_create", "perform_update", "perform_destroy");

  private static final Set<String> SAVED = Set.of("save", "delete", "clean", "full_clean");

  private final ProjectFacts facts;
  private final List<LockPairs.Pair> lockPairs = new ArrayList<>();
  private final BulkLocks bulkLocks;
  private final Map<String, List<Write>> writesByTable = new HashMap<>();
  private final Map<String, Site> savedInTransaction = new LinkedHashMap<>();
  private final Map<String, Site> changedInTransaction = new LinkedHashMap<>();
  private final Map<String, Site> storedInTransaction = new LinkedHashMap<>();
  private final Map<String, Site> deleted = new LinkedHashMap<>();
  private final Dispatchers dispatchers;
  private final WrittenBefore writtenBefore;

  Project(ProjectFacts facts) {
    this.facts = facts;
    this.dispatchers = new Dispatchers(facts);
    this.writtenBefore = new WrittenBefore(facts.flows());
    this.bulkLocks = BulkLocks.of(facts.flows());
    for (FunctionFlow flow : facts.flows()) {
      lockPairs.addAll(LockPairs.of(flow));
      for (Write write : flow.writes()) {
        boolean saves =
            switch (write.kind()) {
              case SAVE, CREATE, DELETE, DELETE_ROWS, GET_OR_CREATE -> true;
              case UPDATE, BULK_CREATE, BULK_UPDATE, CACHE_SET, TELL -> false;
            };
        // Django itself opens one around what `get_or_create` and `update_or_create` write.
        if (saves && (write.inTransaction() || write.kind() == Write.Kind.GET_OR_CREATE)) {
          savedInTransaction.putIfAbsent(write.table().label(), write.outermost());
          if (!write.inserts()) {
            changedInTransaction.putIfAbsent(write.table().label(), write.outermost());
          }
          if (write.isIn(flow.function()) && !flow.function().name().equals("save")) {
            storedInTransaction.putIfAbsent(write.table().label(), write.site());
          }
        }
        if (write.kind() == Write.Kind.DELETE || write.kind() == Write.Kind.DELETE_ROWS) {
          deleted.putIfAbsent(write.table().label(), write.outermost());
        }
        if (write.isIn(flow.function()) && !write.inserts()) {
          writesByTable.computeIfAbsent(write.table().label(), _ -> new ArrayList<>()).add(write);
        }
      }
    }
  }

  /// Which functions start what, outside the database.
  Dispatchers dispatchers() {
    return dispatchers;
  }

  /// What was written before something is started.
  WrittenBefore writtenBefore() {
    return writtenBefore;
  }

  /// Where a row of any model is saved inside a transaction, the first in the order of files.
  ///
  /// @param old whether only rows count that were there before
  Optional<Site> savedInTransaction(boolean old) {
    return (old ? changedInTransaction : savedInTransaction).values().stream().findFirst();
  }

  /// Where a row of one of these models is saved inside a transaction, the first in the order of
  /// files.
  ///
  /// @param old whether only rows count that were there before
  Optional<Site> savedInTransaction(Set<ModelFacts> models, boolean old) {
    for (ModelFacts model : models) {
      Site site = (old ? changedInTransaction : savedInTransaction).get(Table.of(model).label());
      if (site != null) {
        return Optional.of(site);
      }
    }
    return Optional.empty();
  }

  /// Where a function that is no model's `save()` itself stores a row of a model inside a
  /// transaction, the first in the order of files.
  Optional<Site> storedInTransaction(ModelFacts model) {
    return Optional.ofNullable(storedInTransaction.get(Table.of(model).label()));
  }

  /// Where a row of one of these models is deleted, the first in the order of files: Django opens a
  /// transaction around a deletion of which somebody wants to hear.
  Optional<Site> deleted(Set<ModelFacts> models) {
    return models.stream()
        .map(model -> deleted.get(Table.of(model).label()))
        .filter(Objects::nonNull)
        .findFirst();
  }

  /// In which order rows of different tables are locked anywhere.
  List<LockPairs.Pair> lockPairs() {
    return lockPairs;
  }

  /// Where one statement takes many rows.
  BulkLocks bulkLocks() {
    return bulkLocks;
  }

  ProjectFacts facts() {
    return facts;
  }

  /// Who reaches a function without passing through a call that protects it.
  ///
  /// @param entries the entry points, nearest first
  /// @param open whether some way in is left: an entry point, or a function that nobody calls
  /// @param handled whether a framework calls one of the functions passed: a form's or a model's
  /// @param unseen whether some function passed is no entry point and has no caller that is known
  /// @param started the tasks among the entry points that others of them are seen to start
  record Reach(
      List<EntryPoint> entries,
      boolean open,
      boolean handled,
      boolean unseen,
      Set<EntryPoint> started) {
    /// Whether anybody is known to come by.
    boolean known() {
      return handled || !entries.isEmpty();
    }

    /// Whether only commands come by that are run once, and the tasks that they start.
    boolean isOnce() {
      return !handled
          && Commands.areRunOnce(entries.stream().filter(each -> !started.contains(each)).toList());
    }

    /// Whether a worker, a person or a timer starts it, perhaps besides requests.
    boolean byJob() {
      return entries.stream()
          .anyMatch(entry ->
              switch (entry.kind()) {
                case TASK, COMMAND -> true;
                case VIEW, MUTATION, ADMIN, SIGNAL -> false;
              });
    }

    /// Whether only a person or a timer starts it, by `manage.py`.
    boolean byCommand() {
      return Commands.are(entries) && !unseen;
    }
  }

  /// Walks from a function to its callers.
  ///
  /// @param safe which calls protect what they call
  Reach reach(FunctionFacts from, Predicate<CallSite> safe) {
    var entries = new LinkedHashSet<EntryPoint>();
    var started = new HashSet<EntryPoint>();
    var seen = new HashSet<FunctionFacts>();
    var queue = new ArrayDeque<FunctionFacts>();
    queue.add(from);
    seen.add(from);
    boolean open = false;
    boolean handled = false;
    boolean unseen = false;
    while (!queue.isEmpty() && seen.size() < MAX_REACHED) {
      FunctionFacts each = queue.remove();
      handled |= isHandler(each);
      var entry = facts.entryPoints().of(each);
      List<CallSite> calls = facts.callers().getOrDefault(each, List.of());
      boolean called = !calls.isEmpty();
      if (entry.isPresent() && !(called && facts.entryPoints().isGuess(each))) {
        entries.add(entry.get());
        open = true;
        if (entry.get().kind() == EntryPoint.Kind.TASK && called) {
          started.add(entry.get());
        }
      } else if (!called) {
        open = true;
        unseen = true;
      }
      for (CallSite call : calls) {
        if (!safe.test(call) && seen.add(call.caller())) {
          queue.add(call.caller());
        }
      }
    }
    if (!open && (seen.size() >= MAX_REACHED || Circles.areLeft(seen, facts.callers(), safe))) {
      open = true;
      unseen = true;
    }
    return new Reach(List.copyOf(entries), open, handled, unseen, Set.copyOf(started));
  }

  /// Whether somebody is known to come by, or it cannot be known: who reaches an application that
  /// other projects install is in them.
  boolean mayCome(Reach reach) {
    return reach.known() || !facts.settings().runs();
  }

  /// Whether some caller, however far away, holds a transaction open around a function.
  boolean isCalledInTransaction(FunctionFacts function) {
    var seen = new HashSet<FunctionFacts>();
    var queue = new ArrayDeque<FunctionFacts>();
    queue.add(function);
    while (!queue.isEmpty() && seen.size() < MAX_REACHED) {
      for (CallSite call : facts.callers().getOrDefault(queue.remove(), List.of())) {
        if (call.background() || call.afterCommit()) {
          continue;
        }
        if (call.inTransaction()) {
          return true;
        }
        if (seen.add(call.caller())) {
          queue.add(call.caller());
        }
      }
    }
    return false;
  }

  /// Who reaches a function while no transaction is open, `ATOMIC_REQUESTS` included.
  Reach reachOutsideTransactions(FunctionFacts from) {
    Reach reach = reach(from, call -> call.inTransaction() && !call.background());
    boolean requests =
        facts.settings().atomicRequests()
            && !reach.entries().isEmpty()
            && reach.entries().stream().allMatch(entry -> entry.kind().isRequest());
    return new Reach(
        reach.entries(),
        reach.open() && !requests,
        reach.handled(),
        reach.unseen(),
        reach.started());
  }

  /// Whether a parameter's row may come from a caller that is not known, so that nobody else tells
  /// of it.
  boolean unknownCaller(FunctionFacts function, Read parameter) {
    List<CallSite> calls = facts.callers().getOrDefault(function, List.of());
    if (calls.isEmpty() || parameter.detail().isEmpty()) {
      return true;
    }
    String digits = parameter.detail().replaceAll("\\D.*", "");
    if (digits.isEmpty()) {
      return calls.stream().allMatch(call -> call.knownRows().isEmpty());
    }
    int index = Integer.parseInt(digits);
    for (CallSite call : calls) {
      if (!call.knownRows().contains(index) && !call.passedOn().contains(index)) {
        return true;
      }
    }
    return false;
  }

  /// Whether another path writes columns of the table that this write does not mean to change.
  boolean hasCounterpart(Write write) {
    for (Write other : writesByTable.getOrDefault(write.table().label(), List.of())) {
      if (other.site().function().equals(write.site().function())) {
        continue;
      }
      if ((other.whole() && other.columns().isEmpty()) || other.columns().containsKey("*")) {
        return true;
      }
      for (String column : other.columns().keySet()) {
        if (!write.columns().containsKey(column)) {
          return true;
        }
      }
    }
    return false;
  }

  /// Whether another path writes a column that counts, and this write does not mean to change it.
  boolean undoesGravely(Write write) {
    for (Write other : writesByTable.getOrDefault(write.table().label(), List.of())) {
      var undone = new HashSet<>(other.columns().keySet());
      undone.removeAll(write.columns().keySet());
      boolean elsewhere = !other.site().function().equals(write.site().function());
      if (elsewhere && Worth.of(undone, Severity.MEDIUM) == Severity.HIGH) {
        return true;
      }
    }
    return false;
  }

  /// Whether some function of the project changes a column of the table that counts: money, stock,
  /// a state.
  boolean changesGravely(Table table) {
    for (Write write : writesByTable.getOrDefault(table.label(), List.of())) {
      if (Worth.of(write.columns().keySet(), Severity.MEDIUM) == Severity.HIGH) {
        return true;
      }
    }
    return false;
  }

  /// Whether a framework calls a function for a request: a view's, form's or serializer's method,
  /// or what a model does when a row is saved or deleted.
  private boolean isHandler(FunctionFacts function) {
    return function
        .owner()
        .filter(owner ->
            (HANDLERS.stream().anyMatch(kind -> facts.hierarchy().is(owner, kind))
                    && !OF_VIEWS.contains(function.name()))
                || (ASKED.contains(function.name()) && facts.hierarchy().is(owner, ClassKind.VIEW))
                || (SAVED.contains(function.name()) && facts.models().of(owner).isPresent()))
        .isPresent();
  }

  /// Whether a table has columns that a library declares, perhaps with a unique key: who catches
  /// the conflict knows of one.
  boolean inheritsUnseen(Write write) {
    return write
        .table()
        .model()
        .filter(model ->
            facts.hierarchy().ancestry(model.definition()).outside().stream()
                .anyMatch(above -> !PLAIN.matcher(above).find()))
        .isPresent();
  }

  /// Whether two tables may hold the same row: one model inherits the other.
  boolean same(Table left, Table right) {
    if (left.equals(right)) {
      return true;
    }
    if (left.model().isEmpty() || right.model().isEmpty()) {
      return false;
    }
    var a = left.model().get().definition();
    var b = right.model().get().definition();
    return facts.hierarchy().inherits(a, b) || facts.hierarchy().inherits(b, a);
  }

  /// Whether a look tells of the rows that a write makes.
  boolean tellsOf(Read read, Write write) {
    return same(read.table(), write.table())
        || read.lookups().contains(Table.THROUGH + write.table().name());
  }

  static Set<String> names(List<String> columns) {
    return new LinkedHashSet<>(columns);
  }
}
