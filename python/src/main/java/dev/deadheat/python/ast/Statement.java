package dev.deadheat.python.ast;

import java.util.List;
import java.util.Optional;

/// A statement. The records are those of Python's `ast`, fields in its order; [Invalid] is ours.
///
/// [Function], [ForLoop], [WithBlock] and [TryBlock] bind together what differs only in a word.
public sealed interface Statement extends Node {

  /// `def` or `async def`.
  sealed interface Function extends Statement permits FunctionDef, AsyncFunctionDef {
    String name();

    Arguments args();

    List<Statement> body();

    /// The decorators in the order of the text, without their `@`.
    List<Expression> decoratorList();

    Optional<Expression> returns();

    List<TypeParam> typeParams();
  }

  /// `for` or `async for`.
  sealed interface ForLoop extends Statement permits For, AsyncFor {
    Expression target();

    Expression iter();

    List<Statement> body();

    List<Statement> orelse();
  }

  /// `with` or `async with`.
  sealed interface WithBlock extends Statement permits With, AsyncWith {
    List<WithItem> items();

    List<Statement> body();
  }

  /// `try` with `except` or with `except*`.
  sealed interface TryBlock extends Statement permits Try, TryStar {
    List<Statement> body();

    List<ExceptHandler> handlers();

    List<Statement> orelse();

    List<Statement> finalbody();
  }

  record FunctionDef(
      String name,
      Arguments args,
      List<Statement> body,
      List<Expression> decoratorList,
      Optional<Expression> returns,
      List<TypeParam> typeParams,
      int start,
      int end)
      implements Function {
    public FunctionDef {
      body = List.copyOf(body);
      decoratorList = List.copyOf(decoratorList);
      typeParams = List.copyOf(typeParams);
    }
  }

  record AsyncFunctionDef(
      String name,
      Arguments args,
      List<Statement> body,
      List<Expression> decoratorList,
      Optional<Expression> returns,
      List<TypeParam> typeParams,
      int start,
      int end)
      implements Function {
    public AsyncFunctionDef {
      body = List.copyOf(body);
      decoratorList = List.copyOf(decoratorList);
      typeParams = List.copyOf(typeParams);
    }
  }

  record ClassDef(
      String name,
      List<Expression> bases,
      List<Keyword> keywords,
      List<Statement> body,
      List<Expression> decoratorList,
      List<TypeParam> typeParams,
      int start,
      int end)
      implements Statement {
    public ClassDef {
      bases = List.copyOf(bases);
      keywords = List.copyOf(keywords);
      body = List.copyOf(body);
      decoratorList = List.copyOf(decoratorList);
      typeParams = List.copyOf(typeParams);
    }
  }

  record Return(Optional<Expression> value, int start, int end) implements Statement {}

  record Delete(List<Expression> targets, int start, int end) implements Statement {
    public Delete {
      targets = List.copyOf(targets);
    }
  }

  /// `a = b = value`: one target for each `=`.
  record Assign(List<Expression> targets, Expression value, int start, int end)
      implements Statement {
    public Assign {
      targets = List.copyOf(targets);
    }
  }

  record TypeAlias(
      Expression name, List<TypeParam> typeParams, Expression value, int start, int end)
      implements Statement {
    public TypeAlias {
      typeParams = List.copyOf(typeParams);
    }
  }

  record AugAssign(Expression target, Operator op, Expression value, int start, int end)
      implements Statement {}

  /// `target: annotation = value`; simple if the target is a name without parentheses.
  record AnnAssign(
      Expression target,
      Expression annotation,
      Optional<Expression> value,
      boolean simple,
      int start,
      int end)
      implements Statement {}

  record For(
      Expression target,
      Expression iter,
      List<Statement> body,
      List<Statement> orelse,
      int start,
      int end)
      implements ForLoop {
    public For {
      body = List.copyOf(body);
      orelse = List.copyOf(orelse);
    }
  }

  record AsyncFor(
      Expression target,
      Expression iter,
      List<Statement> body,
      List<Statement> orelse,
      int start,
      int end)
      implements ForLoop {
    public AsyncFor {
      body = List.copyOf(body);
      orelse = List.copyOf(orelse);
    }
  }

  record While(Expression test, List<Statement> body, List<Statement> orelse, int start, int end)
      implements Statement {
    public While {
      body = List.copyOf(body);
      orelse = List.copyOf(orelse);
    }
  }

  /// An `elif` is an `If` alone in `orelse`.
  record If(Expression test, List<Statement> body, List<Statement> orelse, int start, int end)
      implements Statement {
    public If {
      body = List.copyOf(body);
      orelse = List.copyOf(orelse);
    }
  }

  record With(List<WithItem> items, List<Statement> body, int start, int end) implements WithBlock {
    public With {
      items = List.copyOf(items);
      body = List.copyOf(body);
    }
  }

  record AsyncWith(List<WithItem> items, List<Statement> body, int start, int end)
      implements WithBlock {
    public AsyncWith {
      items = List.copyOf(items);
      body = List.copyOf(body);
    }
  }

  record Match(Expression subject, List<MatchCase> cases, int start, int end) implements Statement {
    public Match {
      cases = List.copyOf(cases);
    }
  }

  record Raise(Optional<Expression> exc, Optional<Expression> cause, int start, int end)
      implements Statement {}

  record Try(
      List<Statement> body,
      List<ExceptHandler> handlers,
      List<Statement> orelse,
      List<Statement> finalbody,
      int start,
      int end)
      implements TryBlock {
    public Try {
      body = List.copyOf(body);
      handlers = List.copyOf(handlers);
      orelse = List.copyOf(orelse);
      finalbody = List.copyOf(finalbody);
    }
  }

  record TryStar(
      List<Statement> body,
      List<ExceptHandler> handlers,
      List<Statement> orelse,
      List<Statement> finalbody,
      int start,
      int end)
      implements TryBlock {
    public TryStar {
      body = List.copyOf(body);
      handlers = List.copyOf(handlers);
      orelse = List.copyOf(orelse);
      finalbody = List.copyOf(finalbody);
    }
  }

  record Assert(Expression test, Optional<Expression> msg, int start, int end)
      implements Statement {}

  record Import(List<Alias> names, int start, int end) implements Statement {
    public Import {
      names = List.copyOf(names);
    }
  }

  /// `from module import names`; `level` counts the leading dots, `*` is an alias of that name.
  record ImportFrom(Optional<String> module, List<Alias> names, int level, int start, int end)
      implements Statement {
    public ImportFrom {
      names = List.copyOf(names);
    }
  }

  record Global(List<String> names, int start, int end) implements Statement {
    public Global {
      names = List.copyOf(names);
    }
  }

  record Nonlocal(List<String> names, int start, int end) implements Statement {
    public Nonlocal {
      names = List.copyOf(names);
    }
  }

  /// An expression as a statement.
  record Expr(Expression value, int start, int end) implements Statement {}

  record Pass(int start, int end) implements Statement {}

  record Break(int start, int end) implements Statement {}

  record Continue(int start, int end) implements Statement {}

  /// Text that is no statement, with the statements of the block indented under it. There is a
  /// problem for each; a tree without problems holds none.
  record Invalid(List<Statement> body, int start, int end) implements Statement {
    public Invalid {
      body = List.copyOf(body);
    }
  }
}
