package dev.deadheat.fix.cure;

import dev.deadheat.fix.text.Document;
import dev.deadheat.python.ast.Alias;
import dev.deadheat.python.ast.Expression;
import dev.deadheat.python.ast.Node;
import dev.deadheat.python.ast.Statement;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// Which calls of a file leave the machine: those on a client of a library that talks to another
/// one, wherever the file keeps the client (`_client = Minio(...)`, behind a function that returns
/// it, in an attribute), and those on a storage of files.
final class RemoteCalls {
  /// Libraries that talk to other machines, by the first parts of their names.
  private static final Set<String> LIBRARIES =
      Set.of(
          "adyen",
          "aioboto3",
          "aiohttp",
          "algoliasearch",
          "anthropic",
          "apns2",
          "asyncssh",
          "atlassian",
          "azure",
          "boto",
          "boto3",
          "botocore",
          "boxsdk",
          "braintree",
          "cloudflare",
          "consul",
          "docker",
          "dropbox",
          "elasticsearch",
          "elasticsearch_dsl",
          "etcd3",
          "exchangelib",
          "fabric",
          "firebase_admin",
          "ftplib",
          "geopy",
          "github",
          "gitlab",
          "google.cloud",
          "googleapiclient",
          "google_measurement_protocol",
          "grpc",
          "gspread",
          "http.client",
          "httpx",
          "hubspot",
          "hvac",
          "imaplib",
          "jira",
          "keystoneauth1",
          "kubernetes",
          "ldap",
          "ldap3",
          "mailchimp_marketing",
          "mailchimp3",
          "meilisearch",
          "minio",
          "mollie",
          "msal",
          "netmiko",
          "nexmo",
          "novaclient",
          "openai",
          "opensearchpy",
          "openstack",
          "paramiko",
          "paypalrestsdk",
          "plaid",
          "plivo",
          "poplib",
          "pyfcm",
          "pysftp",
          "pywebpush",
          "razorpay",
          "requests",
          "requests_oauthlib",
          "sendgrid",
          "simple_salesforce",
          "slack",
          "slack_sdk",
          "slumber",
          "smtplib",
          "socket",
          "stripe",
          "suds",
          "swiftclient",
          "telegram",
          "telnetlib",
          "tweepy",
          "twilio",
          "typesense",
          "urllib.request",
          "urllib3",
          "vonage",
          "web3",
          "winrm",
          "xmlrpc.client",
          "zeep");

  /// Methods that prepare something and send nothing.
  private static final Set<String> QUIET =
      Set.of(
          "client",
          "close",
          "config",
          "get_logger",
          "getLogger",
          "gethostname",
          "inet_aton",
          "inet_ntoa",
          "inet_pton",
          "mount",
          "resource",
          "session",
          "setup_default_session",
          "sign",
          "url");

  /// What a storage does with files.
  private static final Set<String> FILING =
      Set.of("save", "open", "delete", "exists", "listdir", "put", "upload", "download");

  private static final Pattern STORAGE = Pattern.compile("(?i)(\\w*_)?storage|\\w*Storage");

  /// Who moves money.
  private static final Pattern MONEY =
      Pattern.compile(
          "(.*_)?(refund|capture|void|charge|authorize|confirm|process)_(payment|refund|charge)s?");

  private static final Set<String> PAYERS = Set.of("gateway", "payment_gateway");

  private final Document document;
  private final Predicate<String> own;
  private final Set<String> names = new HashSet<>();
  private final Set<String> getters = new HashSet<>();

  /// Looks a file over.
  ///
  /// @param own whether a name is a module of the project, and no library
  RemoteCalls(Document document, Predicate<String> own) {
    this.document = document;
    this.own = own;
    for (Node node : Document.all(document.parsed().tree(), RemoteCalls::isImport)) {
      imported(node);
    }
    if (names.isEmpty()) {
      return;
    }
    int before;
    do {
      before = names.size() + getters.size();
      Document.all(document.parsed().tree(), Statement.Assign.class::isInstance)
          .forEach(node -> assigned((Statement.Assign) node));
      Document.all(document.parsed().tree(), Statement.Function.class::isInstance)
          .forEach(node -> returned((Statement.Function) node));
    } while (names.size() + getters.size() > before);
  }

  private static boolean isImport(Node node) {
    return node instanceof Statement.Import || node instanceof Statement.ImportFrom;
  }

  private void imported(Node node) {
    switch (node) {
      case Statement.Import plain -> {
        for (Alias alias : plain.names()) {
          if (isRemote(alias.name())) {
            names.add(alias.asname().orElse(alias.name().split("\\.", 2)[0]));
          }
        }
      }
      case Statement.ImportFrom from -> {
        for (Alias alias : from.names()) {
          String module = from.module().orElse("");
          boolean remote =
              from.level() == 0 && (isRemote(module) || isRemote(module + "." + alias.name()));
          if (remote && !isError(alias.name())) {
            names.add(alias.asname().orElse(alias.name()));
          }
        }
      }
      case Node other -> {}
    }
  }

  private boolean isRemote(String module) {
    return LIBRARIES.stream()
            .anyMatch(library -> module.equals(library) || module.startsWith(library + "."))
        && !own.test(module.split("\\.", 2)[0]);
  }

  private static boolean isError(String name) {
    return name.endsWith("Error") || name.endsWith("Exception") || name.equals("exceptions");
  }

  /// A name or attribute that is bound to a client, or to what one answered when it was opened.
  private void assigned(Statement.Assign assign) {
    if (!isClient(assign.value())) {
      return;
    }
    for (Expression target : assign.targets()) {
      if (target instanceof Expression.Name || target instanceof Expression.Attribute) {
        names.add(document.text(target));
      }
    }
  }

  private void returned(Statement.Function function) {
    boolean client =
        Document.all(function, Statement.Return.class::isInstance).stream()
            .flatMap(node -> ((Statement.Return) node).value().stream())
            .anyMatch(value -> names.contains(document.text(value)) || isClient(value));
    if (client) {
      getters.add(function.name());
    }
  }

  /// Whether an expression makes a client, or gets one.
  private boolean isClient(Expression value) {
    return value instanceof Expression.Call call
        && (isGetter(call)
            || (begins(call.func()).isPresent()
                && (QUIET.contains(Place.name(call)) || isType(Place.name(call)))));
  }

  private boolean isGetter(Expression.Call call) {
    return getters.contains(Place.name(call))
        && (call.func() instanceof Expression.Name
            || (call.func() instanceof Expression.Attribute method
                && method.value() instanceof Expression.Name));
  }

  private static boolean isType(String name) {
    return !name.isEmpty() && Character.isUpperCase(name.charAt(0));
  }

  /// The client that a chain of attributes and calls begins with.
  private Optional<String> begins(Expression chain) {
    Expression each = chain;
    while (true) {
      String text = document.text(each);
      if (names.contains(text)) {
        return Optional.of(text);
      }
      switch (each) {
        case Expression.Attribute attribute -> each = attribute.value();
        case Expression.Call call -> {
          if (isGetter(call)) {
            return Optional.of(text);
          }
          each = call.func();
        }
        case Expression other -> {
          return Optional.empty();
        }
      }
    }
  }

  /// Whether a call waits for another machine.
  boolean includes(Expression.Call call) {
    String name = Place.name(call);
    if (name.isEmpty() || isType(name) || QUIET.contains(name)) {
      return false;
    }
    return files(call, name)
        || pays(call, name)
        || (call.func() instanceof Expression.Attribute && begins(call.func()).isPresent())
        || (call.func() instanceof Expression.Name && names.contains(name));
  }

  /// `default_storage.save(...)`.
  private boolean files(Expression.Call call, String name) {
    return FILING.contains(name)
        && call.func() instanceof Expression.Attribute method
        && !call.args().isEmpty()
        && STORAGE.matcher(last(method.value())).matches();
  }

  /// `gateway.refund(...)`.
  private static boolean pays(Expression.Call call, String name) {
    return MONEY.matcher(name).matches()
        || (call.func() instanceof Expression.Attribute method
            && !name.startsWith("get")
            && !name.startsWith("is_")
            && PAYERS.contains(last(method.value())));
  }

  private static String last(Expression expression) {
    return switch (expression) {
      case Expression.Name name -> name.id();
      case Expression.Attribute attribute -> attribute.attr();
      case Expression.Call call -> Place.name(call);
      case Expression other -> "";
    };
  }
}
