package dev.deadheat.python.ast;

import dev.deadheat.python.ast.Expression.*;
import dev.deadheat.python.ast.Pattern.*;
import dev.deadheat.python.ast.Statement.*;
import dev.deadheat.python.ast.TypeParam.*;
import java.util.Optional;
import java.util.function.Consumer;

/// What stands directly below each kind of node, in the order of the text.
final class Children {
  private Children() {}

  static void forEach(Node node, Consumer<? super Node> action) {
    switch (node) {
      case Module module -> module.body().forEach(action);
      case Statement statement -> ofStatement(statement, action);
      case Expression expression -> ofExpression(expression, action);
      case Pattern pattern -> ofPattern(pattern, action);
      case TypeParam parameter -> ofTypeParam(parameter, action);
      case Arguments arguments -> ofArguments(arguments, action);
      case Arg arg -> arg.annotation().ifPresent(action);
      case Keyword keyword -> action.accept(keyword.value());
      case Alias _ -> {}
      case WithItem item -> {
        action.accept(item.contextExpr());
        item.optionalVars().ifPresent(action);
      }
      case ExceptHandler handler -> {
        handler.type().ifPresent(action);
        handler.body().forEach(action);
      }
      case MatchCase matchCase -> {
        action.accept(matchCase.pattern());
        matchCase.guard().ifPresent(action);
        matchCase.body().forEach(action);
      }
      case Comprehension comprehension -> {
        action.accept(comprehension.target());
        action.accept(comprehension.iter());
        comprehension.ifs().forEach(action);
      }
    }
  }

  private static void ofStatement(Statement statement, Consumer<? super Node> action) {
    switch (statement) {
      case Function function -> {
        function.decoratorList().forEach(action);
        function.typeParams().forEach(action);
        action.accept(function.args());
        function.returns().ifPresent(action);
        function.body().forEach(action);
      }
      case ClassDef classDef -> {
        classDef.decoratorList().forEach(action);
        classDef.typeParams().forEach(action);
        // A keyword may stand before a starred base.
        java.util.List<Node> bases = new java.util.ArrayList<>(classDef.bases());
        bases.addAll(classDef.keywords());
        inTextOrder(bases, action);
        classDef.body().forEach(action);
      }
      case Return ret -> ret.value().ifPresent(action);
      case Delete delete -> delete.targets().forEach(action);
      case Assign assign -> {
        assign.targets().forEach(action);
        action.accept(assign.value());
      }
      case TypeAlias alias -> {
        action.accept(alias.name());
        alias.typeParams().forEach(action);
        action.accept(alias.value());
      }
      case AugAssign assign -> {
        action.accept(assign.target());
        action.accept(assign.value());
      }
      case AnnAssign assign -> {
        action.accept(assign.target());
        action.accept(assign.annotation());
        assign.value().ifPresent(action);
      }
      case ForLoop loop -> {
        action.accept(loop.target());
        action.accept(loop.iter());
        loop.body().forEach(action);
        loop.orelse().forEach(action);
      }
      case While loop -> {
        action.accept(loop.test());
        loop.body().forEach(action);
        loop.orelse().forEach(action);
      }
      case If branch -> {
        action.accept(branch.test());
        branch.body().forEach(action);
        branch.orelse().forEach(action);
      }
      case WithBlock with -> {
        with.items().forEach(action);
        with.body().forEach(action);
      }
      case Match match -> {
        action.accept(match.subject());
        match.cases().forEach(action);
      }
      case Raise raise -> {
        raise.exc().ifPresent(action);
        raise.cause().ifPresent(action);
      }
      case TryBlock block -> {
        block.body().forEach(action);
        block.handlers().forEach(action);
        block.orelse().forEach(action);
        block.finalbody().forEach(action);
      }
      case Assert check -> {
        action.accept(check.test());
        check.msg().ifPresent(action);
      }
      case Import imports -> imports.names().forEach(action);
      case ImportFrom imports -> imports.names().forEach(action);
      case Expr expr -> action.accept(expr.value());
      case Invalid invalid -> invalid.body().forEach(action);
      case Global _, Nonlocal _, Pass _, Break _, Continue _ -> {}
    }
  }

  private static void ofExpression(Expression expression, Consumer<? super Node> action) {
    switch (expression) {
      case BoolOp operation -> operation.values().forEach(action);
      case NamedExpr named -> {
        action.accept(named.target());
        action.accept(named.value());
      }
      case BinOp operation -> {
        action.accept(operation.left());
        action.accept(operation.right());
      }
      case UnaryOp operation -> action.accept(operation.operand());
      case Lambda lambda -> {
        action.accept(lambda.args());
        action.accept(lambda.body());
      }
      case IfExp choice -> {
        action.accept(choice.body());
        action.accept(choice.test());
        action.accept(choice.orelse());
      }
      case Dict dict -> {
        for (int i = 0; i < dict.values().size(); i++) {
          dict.keys().get(i).ifPresent(action);
          action.accept(dict.values().get(i));
        }
      }
      case Expression.Set set -> set.elts().forEach(action);
      case ListComp comp -> {
        action.accept(comp.elt());
        comp.generators().forEach(action);
      }
      case SetComp comp -> {
        action.accept(comp.elt());
        comp.generators().forEach(action);
      }
      case DictComp comp -> {
        action.accept(comp.key());
        action.accept(comp.value());
        comp.generators().forEach(action);
      }
      case GeneratorExp comp -> {
        action.accept(comp.elt());
        comp.generators().forEach(action);
      }
      case Await await -> action.accept(await.value());
      case Yield yield -> yield.value().ifPresent(action);
      case YieldFrom yield -> action.accept(yield.value());
      case Compare compare -> {
        action.accept(compare.left());
        compare.comparators().forEach(action);
      }
      case Call call -> ofCall(call, action);
      case FormattedValue field -> {
        action.accept(field.value());
        field.formatSpec().ifPresent(action);
      }
      case Interpolation field -> {
        action.accept(field.value());
        field.formatSpec().ifPresent(action);
      }
      case JoinedStr joined -> joined.values().forEach(action);
      case TemplateStr template -> template.values().forEach(action);
      case Attribute attribute -> action.accept(attribute.value());
      case Subscript subscript -> {
        action.accept(subscript.value());
        action.accept(subscript.slice());
      }
      case Starred starred -> action.accept(starred.value());
      case Expression.List list -> list.elts().forEach(action);
      case Tuple tuple -> tuple.elts().forEach(action);
      case Slice slice -> {
        slice.lower().ifPresent(action);
        slice.upper().ifPresent(action);
        slice.step().ifPresent(action);
      }
      case Constant _, Name _ -> {}
    }
  }

  private static void ofCall(Call call, Consumer<? super Node> action) {
    action.accept(call.func());
    java.util.List<Expression> args = call.args();
    java.util.List<Keyword> keywords = call.keywords();
    // Only `f(a=1, *b)` has a positional argument after a keyword.
    if (args.isEmpty()
        || keywords.isEmpty()
        || args.getLast().start() < keywords.getFirst().start()) {
      args.forEach(action);
      keywords.forEach(action);
    } else {
      java.util.List<Node> both = new java.util.ArrayList<>(args);
      both.addAll(keywords);
      inTextOrder(both, action);
    }
  }

  private static void ofPattern(Pattern pattern, Consumer<? super Node> action) {
    switch (pattern) {
      case MatchValue value -> action.accept(value.value());
      case MatchSequence sequence -> sequence.patterns().forEach(action);
      case MatchMapping mapping -> {
        for (int i = 0; i < mapping.keys().size(); i++) {
          action.accept(mapping.keys().get(i));
          action.accept(mapping.patterns().get(i));
        }
      }
      case MatchClass cls -> {
        action.accept(cls.cls());
        cls.patterns().forEach(action);
        cls.kwdPatterns().forEach(action);
      }
      case MatchAs as -> as.pattern().ifPresent(action);
      case MatchOr or -> or.patterns().forEach(action);
      case MatchSingleton _, MatchStar _ -> {}
    }
  }

  private static void ofTypeParam(TypeParam parameter, Consumer<? super Node> action) {
    if (parameter instanceof TypeVar variable) {
      variable.bound().ifPresent(action);
    }
    parameter.defaultValue().ifPresent(action);
  }

  private static void ofArguments(Arguments arguments, Consumer<? super Node> action) {
    int positional = arguments.posonlyargs().size() + arguments.args().size();
    int withoutDefault = positional - arguments.defaults().size();
    for (int i = 0; i < positional; i++) {
      int inArgs = i - arguments.posonlyargs().size();
      action.accept(inArgs < 0 ? arguments.posonlyargs().get(i) : arguments.args().get(inArgs));
      if (i >= withoutDefault) {
        action.accept(arguments.defaults().get(i - withoutDefault));
      }
    }
    arguments.vararg().ifPresent(action);
    for (int i = 0; i < arguments.kwonlyargs().size(); i++) {
      action.accept(arguments.kwonlyargs().get(i));
      Optional<Expression> value = arguments.kwDefaults().get(i);
      value.ifPresent(action);
    }
    arguments.kwarg().ifPresent(action);
  }

  private static void inTextOrder(java.util.List<Node> nodes, Consumer<? super Node> action) {
    nodes.sort(java.util.Comparator.comparingInt(Node::start));
    nodes.forEach(action);
  }
}
