package dev.deadheat.fix.text;

import dev.deadheat.python.ast.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The imports at the top of a file, in the sections that isort knows: `__future__`, the standard
/// library, what was installed, the project's own.
///
/// What is installed and what is the project's own cannot be told apart without its environment; so
/// an import of Django goes where Django's imports are, else before the first relative import.
final class ImportSections {
  private static final Set<String> STANDARD =
      Set.of(
          "__future__",
          "abc",
          "argparse",
          "array",
          "ast",
          "asyncio",
          "atexit",
          "base64",
          "binascii",
          "bisect",
          "calendar",
          "codecs",
          "collections",
          "colorsys",
          "concurrent",
          "contextlib",
          "contextvars",
          "copy",
          "csv",
          "ctypes",
          "dataclasses",
          "datetime",
          "decimal",
          "difflib",
          "email",
          "enum",
          "errno",
          "fnmatch",
          "fractions",
          "functools",
          "gc",
          "getpass",
          "glob",
          "gzip",
          "hashlib",
          "heapq",
          "hmac",
          "html",
          "http",
          "imghdr",
          "importlib",
          "inspect",
          "io",
          "ipaddress",
          "itertools",
          "json",
          "keyword",
          "locale",
          "logging",
          "math",
          "mimetypes",
          "multiprocessing",
          "numbers",
          "operator",
          "os",
          "pathlib",
          "pickle",
          "pkgutil",
          "platform",
          "pprint",
          "queue",
          "random",
          "re",
          "secrets",
          "select",
          "shlex",
          "shutil",
          "signal",
          "smtplib",
          "socket",
          "sqlite3",
          "ssl",
          "stat",
          "statistics",
          "string",
          "struct",
          "subprocess",
          "sys",
          "tarfile",
          "tempfile",
          "textwrap",
          "threading",
          "time",
          "timeit",
          "traceback",
          "types",
          "typing",
          "unicodedata",
          "unittest",
          "urllib",
          "uuid",
          "warnings",
          "weakref",
          "xml",
          "zipfile",
          "zlib",
          "zoneinfo");

  private final Document document;
  private final List<Statement> imports;

  private ImportSections(Document document, List<Statement> imports) {
    this.document = document;
    this.imports = imports;
  }

  static ImportSections of(Document document) {
    var out = new ArrayList<Statement>();
    for (Statement statement : document.parsed().tree().body()) {
      boolean plain =
          (statement instanceof Statement.Import || statement instanceof Statement.ImportFrom)
              && document.alone(statement);
      if (plain) {
        out.add(statement);
      } else if (!(statement instanceof Statement.Expr)
          && !(statement instanceof Statement.If)
          && !(statement instanceof Statement.Try)
          && !out.isEmpty()) {
        // Code has begun: later imports stand where they stand for a reason.
        break;
      }
    }
    return new ImportSections(document, out);
  }

  /// The import after which one of `module` belongs.
  Optional<Statement> after(String module) {
    Optional<Statement> best = Optional.empty();
    boolean any = imports.stream().anyMatch(each -> sameSection(each, module));
    for (Statement each : imports) {
      if (any && sameSection(each, module)) {
        if (precedes(each, module)) {
          best = Optional.of(each);
        }
      } else if (!any && rank(each) <= 1) {
        best = Optional.of(each);
      }
    }
    return best;
  }

  /// The import before which one of `module` belongs, if there is none to put it after.
  Optional<Statement> before(String module) {
    return imports.stream()
        .filter(each -> sameSection(each, module))
        .findFirst()
        .or(() -> imports.stream().findFirst());
  }

  /// Whether an import is of the same top-level package, or else of its section.
  boolean sameSection(Statement statement, String module) {
    String root = root(module);
    Optional<String> its = name(statement).map(ImportSections::root);
    boolean known =
        imports.stream()
            .anyMatch(
                each -> name(each).map(ImportSections::root).filter(root::equals).isPresent());
    boolean thirdParty =
        !known
            && !STANDARD.contains(root)
            && rank(statement) == 2
            && its.filter(this::isForeign).isPresent();
    return its.filter(root::equals).isPresent()
        || (STANDARD.contains(root) && rank(statement) == 1)
        || thirdParty;
  }

  /// Whether a package is none of the folders that the file stands in.
  private boolean isForeign(String root) {
    return !root.equals(".") && !List.of(document.path().split("/", -1)).contains(root);
  }

  /// Whether code or another import follows an import without a blank line.
  boolean nextTouches(Statement statement) {
    int next = document.endLine(statement) + 1;
    var lines = document.source().lines();
    return next <= lines.count() && !document.source().text(lines.spanOf(next)).isBlank();
  }

  private boolean precedes(Statement each, String module) {
    if (each instanceof Statement.Import) {
      return true;
    }
    return name(each).orElse("").compareToIgnoreCase(module) <= 0;
  }

  private static int rank(Statement statement) {
    String root = name(statement).map(ImportSections::root).orElse(".");
    return root.equals("__future__") ? 0 : STANDARD.contains(root) ? 1 : 2;
  }

  private static Optional<String> name(Statement statement) {
    return switch (statement) {
      case Statement.ImportFrom from -> Optional.of(Imports.module(from));
      case Statement.Import plain -> Optional.of(plain.names().getFirst().name());
      case Statement other -> Optional.empty();
    };
  }

  private static String root(String module) {
    if (module.startsWith(".")) {
      return ".";
    }
    int dot = module.indexOf('.');
    return dot < 0 ? module : module.substring(0, dot);
  }
}
