package dev.deadheat.rules;

import dev.deadheat.django.entry.EntryPoint;
import dev.deadheat.django.entry.Signals;
import dev.deadheat.django.flow.CallSite;
import dev.deadheat.django.flow.Dispatch;
import dev.deadheat.django.flow.Read;
import dev.deadheat.django.flow.Site;
import dev.deadheat.django.model.ModelFacts;
import dev.deadheat.django.project.FunctionFacts;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// The transaction that is open where something is started, and who opened it.
///
/// @param site where it was opened, or the nearest place that is known to lie inside it
record OpenTransaction(By by, Site site) {
  /// Methods that Django's admin, and django-import-export, always call inside a transaction.
  private static final Set<String> HOOKS =
      Set.of(
          "save_model",
          "save_related",
          "save_formset",
          "save_form",
          "delete_model",
          "after_save_instance",
          "after_import_instance",
          "after_import_row",
          "after_import");

  /// Who opens it.
  enum By {
    /// The function itself, or the one that calls on.
    HERE,
    /// A caller.
    CALLER,
    /// The setting `ATOMIC_REQUESTS`.
    SETTING,
    /// The framework, around a hook.
    FRAMEWORK,
    /// Whoever saves the row whose signal this is.
    SENDER,
    /// Django's admin, around the row that it saves and whose signal this is.
    ADMIN,
    /// Django, around the deletion whose signal this is.
    DELETER,
    /// Django, around the change of a many-to-many relation.
    RELATION
  }

  private static final int MOST = 200;

  static Optional<OpenTransaction> around(
      Dispatch dispatch, FunctionFacts function, Project project) {
    // Rows that were only read here are there already, whatever becomes of the transaction. A
    // signal says that something was done.
    boolean wrote =
        dispatch.wrote()
            || (dispatch.sources().stream().anyMatch(s -> isGiven(s.read()))
                && project.dispatchers().wroteBefore(dispatch, function))
            || project.facts().signals().isOwnReceiver(function);
    if (dispatch.openHere()) {
      Site site = dispatch.via().isEmpty() ? dispatch.site() : dispatch.via().getFirst();
      return wrote || dispatch.isIn(function)
          ? Optional.of(new OpenTransaction(By.HERE, site))
          : Optional.empty();
    }
    Site start = new Site(function, function.node().place());
    if (isHook(function)) {
      return Optional.of(new OpenTransaction(By.FRAMEWORK, start));
    }
    if (project.facts().signals().isReceiver(function)) {
      return sender(function, project, NewRows.isOld(dispatch, function));
    }
    return isStartedBy(function, dispatch, project) && wrote
        ? outside(function, call -> project.dispatchers().leads(call, dispatch), project)
        : Optional.empty();
  }

  /// Whether a function itself starts it, or by helpers that start whatever they are told to.
  private static boolean isStartedBy(FunctionFacts function, Dispatch dispatch, Project project) {
    return dispatch.isIn(function) || project.dispatchers().handedOver(dispatch) == 0;
  }

  private static boolean isGiven(Read read) {
    return switch (read.kind()) {
      case PARAMETER, FRAMEWORK, CREATED, GET_OR_CREATE, RELATED -> true;
      case ROW, ROWS, EXISTS, COUNT, AGGREGATE, CACHE, CHANGED -> false;
    };
  }

  private static boolean isHook(FunctionFacts function) {
    return function.owner().isPresent()
        && HOOKS.contains(function.name())
        && function.parameters().size() > 2;
  }

  /// @param old whether it starts it only for rows that were there before
  private static Optional<OpenTransaction> sender(
      FunctionFacts receiver, Project project, boolean old) {
    Signals signals = project.facts().signals();
    if (signals.isOfDeletions(receiver)) {
      return project
          .deleted(signals.senders(receiver))
          .map(site -> new OpenTransaction(By.DELETER, site));
    }
    if (signals.isOfRelations(receiver)) {
      return Optional.of(
          new OpenTransaction(By.RELATION, new Site(receiver, receiver.node().place())));
    }
    Optional<Site> saved =
        signals.isOfAll(receiver)
            ? project.savedInTransaction(old)
            : project.savedInTransaction(signals.senders(receiver), old);
    if (saved.isPresent()) {
      return Optional.of(new OpenTransaction(By.SENDER, saved.get()));
    }
    if (project.facts().admin().edits(signals.senders(receiver))) {
      return Optional.of(
          new OpenTransaction(By.ADMIN, new Site(receiver, receiver.node().place())));
    }
    return project.facts().settings().atomicRequests()
        ? Optional.of(new OpenTransaction(By.SETTING, new Site(receiver, receiver.node().place())))
        : Optional.empty();
  }

  /// The transaction that is open around a model's own `save()` where a row of it is made or saved
  /// inside one.
  private static Optional<OpenTransaction> storer(FunctionFacts function, Project project) {
    Optional<ModelFacts> model =
        function.name().equals("save")
            ? function.owner().flatMap(owner -> project.facts().models().of(owner))
            : Optional.empty();
    if (model.isEmpty()) {
      return Optional.empty();
    }
    Site start = new Site(function, function.node().place());
    return project
        .storedInTransaction(model.get())
        .map(site -> new OpenTransaction(By.SENDER, site))
        .or(() ->
            project.facts().admin().edits(Set.of(model.get()))
                ? Optional.of(new OpenTransaction(By.ADMIN, start))
                : Optional.empty());
  }

  /// The transaction that some caller of a function holds open around it.
  static Optional<OpenTransaction> outside(FunctionFacts function, Project project) {
    return outside(function, _ -> true, project);
  }

  private static Optional<OpenTransaction> outside(
      FunctionFacts function, Predicate<CallSite> leads, Project project) {
    boolean atomicRequests = project.facts().settings().atomicRequests();
    Optional<OpenTransaction> unknown = Optional.empty();
    Optional<OpenTransaction> stored = Optional.empty();
    var seen = new HashSet<FunctionFacts>();
    var queue = new ArrayDeque<FunctionFacts>();
    queue.add(function);
    seen.add(function);
    while (!queue.isEmpty() && seen.size() < MOST) {
      FunctionFacts each = queue.remove();
      Site start = new Site(each, each.node().place());
      Optional<EntryPoint> entry = project.facts().entryPoints().of(each);
      List<CallSite> calls = project.facts().callers().getOrDefault(each, List.of());
      if (isHook(each)) {
        return Optional.of(new OpenTransaction(By.FRAMEWORK, start));
      }
      stored = stored.or(() -> storer(each, project));
      if (entry.isPresent() && project.facts().signals().isReceiver(each)) {
        Optional<OpenTransaction> sent = sender(each, project, false);
        if (sent.isPresent()) {
          return sent;
        }
      }
      if (entry.isPresent() && entry.get().kind().isRequest() && atomicRequests) {
        return Optional.of(new OpenTransaction(By.SETTING, start));
      }
      if (entry.isEmpty() && calls.isEmpty() && atomicRequests) {
        unknown = Optional.of(new OpenTransaction(By.SETTING, start));
      }
      for (CallSite call : calls) {
        if (call.background() || call.afterCommit() || !leads.test(call)) {
          continue;
        }
        if (call.inTransaction()) {
          return Optional.of(new OpenTransaction(By.CALLER, call.site()));
        }
        if (seen.add(call.caller())) {
          queue.add(call.caller());
        }
      }
    }
    return stored.isPresent() ? stored : unknown;
  }

  /// How to say it in the middle of a sentence.
  String words() {
    return switch (by) {
      case HERE -> "";
      case CALLER -> " (by the caller at " + Findings.line(site) + ")";
      case SETTING -> " (ATOMIC_REQUESTS holds it until the response)";
      case FRAMEWORK -> " (the framework calls `" + site.function().name() + "` inside it)";
      case RELATION -> " (Django changes the relation inside it)";
      case SENDER -> " (the row is saved inside it at " + Findings.line(site) + ")";
      case ADMIN -> " (Django's admin saves the row inside it)";
      case DELETER -> " (Django deletes the row inside it at " + Findings.line(site) + ")";
    };
  }

  Confidence confidence(Dispatch dispatch) {
    return switch (by) {
      case HERE -> dispatch.wrote() ? Confidence.HIGH : Confidence.MEDIUM;
      case FRAMEWORK -> Confidence.HIGH;
      case CALLER, SETTING, SENDER, ADMIN, RELATION -> Confidence.MEDIUM;
      // A worker that still finds the row does what it would have done a moment before.
      case DELETER -> Confidence.LOW;
    };
  }
}
