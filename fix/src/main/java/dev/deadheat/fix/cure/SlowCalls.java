package dev.deadheat.fix.cure;

import dev.deadheat.django.flow.CallSite;
import dev.deadheat.django.flow.Dispatch;
import dev.deadheat.django.flow.FunctionFlow;
import dev.deadheat.django.flow.Site;
import dev.deadheat.django.project.FunctionFacts;
import dev.deadheat.fix.text.Document;
import dev.deadheat.python.ast.Expression;
import dev.deadheat.python.ast.Node;
import dev.deadheat.python.ast.Statement;
import dev.deadheat.source.Span;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Calls to other machines, and other calls that wait, which a transaction around a region would
/// make with the row locked: those that stand there, those that the facts tell of, and those that
/// functions of the project make which are called there.
final class SlowCalls {
  private static final Set<String> ROOTS =
      Set.of("requests", "httpx", "urllib", "boto3", "smtplib", "subprocess", "stripe", "socket");
  private static final Set<String> NAMES =
      Set.of("urlopen", "send_mail", "send_mass_mail", "mail_admins", "sleep", "pause", "run");

  /// What is slow for certain, whoever calls it.
  private static final Set<String> CERTAIN =
      Set.of("urlopen", "send_mail", "send_mass_mail", "mail_admins", "create_connection");

  /// What only looks like a call to another machine: text work, and names for constants.
  private static final Set<String> QUICK =
      Set.of(
          "urlparse",
          "urlencode",
          "urljoin",
          "urlsplit",
          "urlunsplit",
          "urlunparse",
          "quote",
          "quote_plus",
          "unquote",
          "unquote_plus",
          "parse_qs",
          "parse_qsl",
          "gethostname",
          "inet_aton",
          "inet_pton");

  /// Words in names of functions that talk to people or other machines.
  private static final Pattern TALKS =
      Pattern.compile(
          "(^|_)(e?mails?|notif(y|ies|ication)|sms|webhooks?|deliver|upload|download|health)(_|$)");

  /// How far calls are followed: what is further away is mostly not reached from here.
  private static final int MOST_CALLS = 3;

  private final Case each;
  private final Region region;
  private final FunctionFlow flow;
  private final Document document;

  SlowCalls(Case each, Region region, FunctionFlow flow) {
    this.each = each;
    this.region = region;
    this.flow = flow;
    this.document = region.document();
  }

  /// A call that waits.
  ///
  /// @param at the call in the region
  /// @param reason what to say of it
  record Slow(Node at, String reason) {}

  /// The first one, in words.
  Optional<String> reason() {
    return all().stream().map(Slow::reason).findFirst();
  }

  /// All of them: those that stand in the region itself, then those that are behind a call.
  List<Slow> all() {
    var out = new ArrayList<Slow>();
    for (Node node : region.nodes()) {
      if (node instanceof Expression.Call call
          && (isSlow(call) || each.documents().remote(document.path()).includes(call))) {
        out.add(
            new Slow(
                call,
                waited("`" + document.text(call.func()) + "()` at line " + document.line(call))));
      }
    }
    for (Dispatch dispatch : flow.dispatches()) {
      boolean remote =
          dispatch.kind() == Dispatch.Kind.HTTP || dispatch.kind() == Dispatch.Kind.MAIL;
      Site site = dispatch.outermost();
      boolean near = dispatch.via().size() <= MOST_CALLS + 1;
      if (remote && near && !QUICK.contains(dispatch.task()) && holds(site)) {
        out.add(
            new Slow(
                Place.node(document, site),
                waited("`" + dispatch.task() + "` at line " + site.line())));
      }
    }
    out.addAll(behind());
    return out;
  }

  private static String waited(String what) {
    return what + " would be waited for with the row locked";
  }

  private boolean holds(Site site) {
    return site.path().equals(document.path())
        && region.firstStatement().start() <= site.place().start()
        && site.place().end() <= region.lastStatement().end();
  }

  /// Calls of the project's functions that lead to a slow one.
  private List<Slow> behind() {
    List<CallSite> calls =
        flow.calls().stream()
            .filter(call -> !call.background() && !call.afterCommit() && holds(call.site()))
            .toList();
    if (calls.isEmpty()) {
      return List.of();
    }
    IdentityHashMap<FunctionFacts, FunctionFlow> flows = new IdentityHashMap<>();
    each.facts().flows().forEach(other -> flows.put(other.function(), other));
    var out = new ArrayList<Slow>();
    for (CallSite call : calls) {
      waits(call.callee(), flows, new HashSet<>(), MOST_CALLS)
          .map(what ->
              new Slow(
                  Place.node(document, call.site()),
                  waited(
                      "`"
                          + what
                          + "()`, to which `"
                          + call.callee().name()
                          + "()` at line "
                          + call.site().line()
                          + " leads,")))
          .ifPresent(out::add);
    }
    return out;
  }

  /// What a function, or one that it calls, waits for.
  private Optional<String> waits(
      FunctionFacts function,
      IdentityHashMap<FunctionFacts, FunctionFlow> flows,
      Set<String> seen,
      int levels) {
    boolean known =
        !function.module().library()
            && seen.add(function.module().path() + ":" + function.qualifiedName());
    if (!known) {
      return Optional.empty();
    }
    Optional<String> own = own(function);
    if (own.isPresent() || levels == 0) {
      return own;
    }
    FunctionFlow inner = flows.get(function);
    return inner == null
        ? Optional.empty()
        : inner.calls().stream()
            .filter(call -> !call.background() && !call.afterCommit())
            .flatMap(call -> waits(call.callee(), flows, seen, levels - 1).stream())
            .findFirst();
  }

  private Optional<String> own(FunctionFacts function) {
    Document other = each.documents().at(function.module().path());
    int start = function.node().place().start();
    int end = function.node().place().end();
    if (start < 0 || end > other.source().length()) {
      return Optional.empty();
    }
    Node node = other.at(new Span(start, end));
    Optional<Statement.Function> definition =
        node instanceof Statement.Function found
            ? Optional.of(found)
            : other.nearest(node, Statement.Function.class);
    return definition.stream()
        .flatMap(found -> Document.all(found, Expression.Call.class::isInstance).stream())
        .map(Expression.Call.class::cast)
        .filter(call -> isCertain(call) || each.documents().remote(other.path()).includes(call))
        .map(call -> other.text(call.func()))
        .findFirst();
  }

  private static boolean isCertain(Expression.Call call) {
    return CERTAIN.contains(Place.name(call));
  }

  private static boolean isSlow(Expression.Call call) {
    String name = Place.name(call);
    if (QUICK.contains(name) || name.isEmpty() || Character.isUpperCase(name.charAt(0))) {
      return false;
    }
    return NAMES.contains(name)
        || (TALKS.matcher(name).find() && isAct(name))
        || root(call).isPresent();
  }

  /// The module that a call is made on, if its calls leave the machine.
  private static Optional<String> root(Expression.Call call) {
    Expression root = call.func();
    while (root instanceof Expression.Attribute attribute) {
      root = attribute.value();
    }
    return call.func() instanceof Expression.Attribute
            && root instanceof Expression.Name first
            && ROOTS.contains(first.id())
        ? Optional.of(first.id())
        : Optional.empty();
  }

  /// Whether a name that talks says that something is done, not asked.
  private static boolean isAct(String name) {
    return !name.startsWith("get_")
        && !name.startsWith("is_")
        && !name.startsWith("has_")
        && !name.startsWith("can_")
        && !name.startsWith("create_")
        && !name.startsWith("set_")
        && !Character.isUpperCase(name.charAt(0));
  }
}
