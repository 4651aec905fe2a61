package dev.deadheat.django.code;

import dev.deadheat.python.ast.Arguments;
import dev.deadheat.python.ast.BoolOperator;
import dev.deadheat.python.ast.CmpOperator;
import dev.deadheat.python.ast.Node;
import dev.deadheat.python.ast.UnaryOperator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Reduces expressions.
final class Expressions {
  private final Function<Node, Place> places;
  private final Function<Arguments, List<Parameter>> parameters;

  Expressions(Function<Node, Place> places, Function<Arguments, List<Parameter>> parameters) {
    this.places = places;
    this.parameters = parameters;
  }

  List<Expression> all(List<dev.deadheat.python.ast.Expression> expressions) {
    var out = new ArrayList<Expression>(expressions.size());
    for (dev.deadheat.python.ast.Expression expression : expressions) {
      out.add(one(expression));
    }
    return List.copyOf(out);
  }

  Expression one(dev.deadheat.python.ast.Expression expression) {
    Place place = places.apply(expression);
    return switch (expression) {
      case dev.deadheat.python.ast.Expression.Name name -> new Expression.Name(name.id(), place);
      case dev.deadheat.python.ast.Expression.Attribute attribute ->
          new Expression.Attribute(one(attribute.value()), attribute.attr(), place);
      case dev.deadheat.python.ast.Expression.Call call -> {
        var keywords = new ArrayList<Expression.Keyword>();
        for (var keyword : call.keywords()) {
          keywords.add(new Expression.Keyword(keyword.arg(), one(keyword.value())));
        }
        yield new Expression.Call(one(call.func()), all(call.args()), List.copyOf(keywords), place);
      }
      case dev.deadheat.python.ast.Expression.Constant constant -> literal(constant, place);
      case dev.deadheat.python.ast.Expression.BoolOp logic ->
          new Expression.Logic(logic.op() == BoolOperator.AND, all(logic.values()), place);
      case dev.deadheat.python.ast.Expression.NamedExpr bind ->
          bind.target() instanceof dev.deadheat.python.ast.Expression.Name name
              ? new Expression.Bind(name.id(), one(bind.value()), place)
              : new Expression.Opaque(List.of(one(bind.value())), place);
      case dev.deadheat.python.ast.Expression.BinOp binary ->
          new Expression.Arithmetic(
              binary.op().symbol(), one(binary.left()), one(binary.right()), place);
      case dev.deadheat.python.ast.Expression.UnaryOp unary ->
          unary.op() == UnaryOperator.NOT
              ? new Expression.Not(one(unary.operand()), place)
              : new Expression.Opaque(List.of(one(unary.operand())), place);
      case dev.deadheat.python.ast.Expression.Lambda lambda ->
          new Expression.Lambda(parameters.apply(lambda.args()), one(lambda.body()), place);
      case dev.deadheat.python.ast.Expression.IfExp choice ->
          new Expression.Conditional(
              one(choice.test()), one(choice.body()), one(choice.orelse()), place);
      case dev.deadheat.python.ast.Expression.Dict dict -> {
        var entries = new ArrayList<Expression.Entry>();
        for (int i = 0; i < dict.values().size(); i++) {
          Optional<dev.deadheat.python.ast.Expression> key =
              i < dict.keys().size() ? dict.keys().get(i) : Optional.empty();
          entries.add(new Expression.Entry(key.map(this::one), one(dict.values().get(i))));
        }
        yield new Expression.Mapping(List.copyOf(entries), place);
      }
      case dev.deadheat.python.ast.Expression.Set set ->
          new Expression.Display(false, all(set.elts()), place);
      case dev.deadheat.python.ast.Expression.List list ->
          new Expression.Display(false, all(list.elts()), place);
      case dev.deadheat.python.ast.Expression.Tuple tuple ->
          new Expression.Display(true, all(tuple.elts()), place);
      case dev.deadheat.python.ast.Expression.ListComp comp ->
          new Expression.Comprehension(List.of(one(comp.elt())), clauses(comp.generators()), place);
      case dev.deadheat.python.ast.Expression.SetComp comp ->
          new Expression.Comprehension(List.of(one(comp.elt())), clauses(comp.generators()), place);
      case dev.deadheat.python.ast.Expression.GeneratorExp comp ->
          new Expression.Comprehension(List.of(one(comp.elt())), clauses(comp.generators()), place);
      case dev.deadheat.python.ast.Expression.DictComp comp ->
          new Expression.Comprehension(
              List.of(one(comp.key()), one(comp.value())), clauses(comp.generators()), place);
      case dev.deadheat.python.ast.Expression.Await await -> one(await.value());
      case dev.deadheat.python.ast.Expression.Yield yield ->
          new Expression.Yield(yield.value().map(this::one), place);
      case dev.deadheat.python.ast.Expression.YieldFrom yield ->
          new Expression.Yield(Optional.of(one(yield.value())), place);
      case dev.deadheat.python.ast.Expression.Compare compare -> {
        var operands = new ArrayList<Expression>();
        operands.add(one(compare.left()));
        operands.addAll(all(compare.comparators()));
        yield new Expression.Compare(
            compare.ops().stream().map(Expressions::written).toList(),
            List.copyOf(operands),
            place);
      }
      case dev.deadheat.python.ast.Expression.FormattedValue field -> {
        var parts = new ArrayList<Expression>();
        parts.add(one(field.value()));
        field.formatSpec().ifPresent(format -> parts.add(one(format)));
        yield new Expression.Opaque(List.copyOf(parts), place);
      }
      case dev.deadheat.python.ast.Expression.Interpolation field ->
          new Expression.Opaque(List.of(one(field.value())), place);
      case dev.deadheat.python.ast.Expression.JoinedStr joined ->
          new Expression.Opaque(all(joined.values()), place);
      case dev.deadheat.python.ast.Expression.TemplateStr template ->
          new Expression.Opaque(all(template.values()), place);
      case dev.deadheat.python.ast.Expression.Subscript subscript ->
          new Expression.Index(one(subscript.value()), one(subscript.slice()), place);
      case dev.deadheat.python.ast.Expression.Starred starred ->
          new Expression.Spread(one(starred.value()), place);
      case dev.deadheat.python.ast.Expression.Slice slice -> {
        var parts = new ArrayList<Expression>();
        slice.lower().ifPresent(part -> parts.add(one(part)));
        slice.upper().ifPresent(part -> parts.add(one(part)));
        slice.step().ifPresent(part -> parts.add(one(part)));
        yield new Expression.Slice(List.copyOf(parts), place);
      }
    };
  }

  private List<Expression.Clause> clauses(List<dev.deadheat.python.ast.Comprehension> generators) {
    var out = new ArrayList<Expression.Clause>();
    for (var generator : generators) {
      out.add(
          new Expression.Clause(
              one(generator.target()), one(generator.iter()), all(generator.ifs())));
    }
    return List.copyOf(out);
  }

  private static Expression literal(
      dev.deadheat.python.ast.Expression.Constant constant, Place place) {
    return switch (constant.value()) {
      case dev.deadheat.python.ast.Literal.Str text ->
          new Expression.Literal(Expression.Literal.Kind.TEXT, text.value(), place);
      case dev.deadheat.python.ast.Literal.Int number ->
          new Expression.Literal(
              Expression.Literal.Kind.NUMBER,
              number.value().bitLength() < 64 ? number.value().toString() : "",
              place);
      case dev.deadheat.python.ast.Literal.Real number ->
          new Expression.Literal(
              Expression.Literal.Kind.NUMBER, Double.toString(number.value()), place);
      case dev.deadheat.python.ast.Literal.Bool(boolean value) ->
          new Expression.Literal(
              value ? Expression.Literal.Kind.TRUE : Expression.Literal.Kind.FALSE, "", place);
      case dev.deadheat.python.ast.Literal.None _ ->
          new Expression.Literal(Expression.Literal.Kind.NONE, "", place);
      case dev.deadheat.python.ast.Literal.Bytes _,
          dev.deadheat.python.ast.Literal.Imaginary _,
          dev.deadheat.python.ast.Literal.Ellipsis _ ->
          new Expression.Literal(Expression.Literal.Kind.OTHER, "", place);
    };
  }

  private static String written(CmpOperator operator) {
    return switch (operator) {
      case EQ -> "==";
      case NOT_EQ -> "!=";
      case LT -> "<";
      case LT_E -> "<=";
      case GT -> ">";
      case GT_E -> ">=";
      case IS -> "is";
      case IS_NOT -> "is not";
      case IN -> "in";
      case NOT_IN -> "not in";
    };
  }
}
