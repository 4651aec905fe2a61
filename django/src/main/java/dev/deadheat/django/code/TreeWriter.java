package dev.deadheat.django.code;

import dev.deadheat.django.memory.Encoder;
import java.util.List;

/// Writes the statements of a module as bytes. The bodies of functions are blocks of their own, so
/// that [TreeReader] need not read those that nobody asks for.
public final class TreeWriter {
  private final Encoder out;
  private Place last = Place.NOWHERE;

  private TreeWriter(Encoder out) {
    this.out = out;
  }

  /// The bytes from which [TreeReader] makes equal statements.
  public static byte[] bytes(List<Statement> body) {
    var out = new Encoder();
    new TreeWriter(out).body(body);
    return out.bytes();
  }

  private void body(List<Statement> body) {
    out.all(body, this::statement);
  }

  private void statement(Statement statement) {
    switch (statement) {
      case Statement.Assign assign -> {
        head(0, assign.place());
        all(assign.targets());
        one(assign.value());
        out.optional(assign.annotation(), this::one);
        out.flag(assign.augmented());
      }
      case Statement.Declare declare -> {
        head(1, declare.place());
        one(declare.target());
        one(declare.annotation());
      }
      case Statement.Evaluate evaluate -> {
        head(2, evaluate.place());
        one(evaluate.expression());
      }
      case Statement.Return result -> {
        head(3, result.place());
        out.optional(result.value(), this::one);
      }
      case Statement.Raise raise -> {
        head(4, raise.place());
        out.optional(raise.exception(), this::one);
      }
      case Statement.Branch branch -> {
        head(5, branch.place());
        one(branch.test());
        body(branch.then());
        body(branch.otherwise());
      }
      case Statement.While loop -> {
        head(6, loop.place());
        one(loop.test());
        body(loop.body());
        body(loop.otherwise());
      }
      case Statement.For loop -> {
        head(7, loop.place());
        one(loop.target());
        one(loop.source());
        body(loop.body());
        body(loop.otherwise());
      }
      case Statement.With with -> {
        head(8, with.place());
        out.all(
            with.items(),
            item -> {
              one(item.context());
              out.optional(item.target(), this::one);
            });
        body(with.body());
      }
      case Statement.Try attempt -> {
        head(9, attempt.place());
        body(attempt.body());
        out.all(
            attempt.handlers(),
            handler -> {
              out.optional(handler.type(), this::one);
              out.optional(handler.name(), out::text);
              body(handler.body());
              place(handler.place());
            });
        body(attempt.otherwise());
        body(attempt.last());
      }
      case Statement.Jump jump -> {
        head(10, jump.place());
        out.flag(jump.leaves());
      }
      case Statement.Delete delete -> {
        head(11, delete.place());
        all(delete.targets());
      }
      case Statement.Import plain -> {
        head(12, plain.place());
        out.text(plain.module());
        out.optional(plain.name(), out::text);
      }
      case Statement.ImportFrom from -> {
        head(13, from.place());
        out.number(from.level());
        out.text(from.module());
        out.text(from.symbol());
        out.text(from.name());
      }
      case Statement.Function function -> {
        head(14, function.place());
        out.text(function.name());
        out.all(function.parameters(), this::parameter);
        all(function.decorators());
        out.optional(function.returns(), this::one);
        out.number(function.headLine());
        out.block(bytes(function.body()));
      }
      case Statement.ClassDef definition -> {
        head(15, definition.place());
        out.text(definition.name());
        all(definition.bases());
        all(definition.decorators());
        out.number(definition.headLine());
        body(definition.body());
      }
    }
  }

  private void all(List<Expression> expressions) {
    out.all(expressions, this::one);
  }

  private void one(Expression expression) {
    switch (expression) {
      case Expression.Name name -> {
        head(0, name.place());
        out.text(name.id());
      }
      case Expression.Attribute attribute -> {
        head(1, attribute.place());
        one(attribute.value());
        out.text(attribute.attribute());
      }
      case Expression.Call call -> {
        head(2, call.place());
        one(call.function());
        all(call.arguments());
        out.all(
            call.keywords(),
            keyword -> {
              out.optional(keyword.name(), out::text);
              one(keyword.value());
            });
      }
      case Expression.Literal literal -> {
        head(3, literal.place());
        out.constant(literal.kind());
        out.text(literal.text());
      }
      case Expression.Compare compare -> {
        head(4, compare.place());
        out.all(compare.operators(), out::text);
        all(compare.operands());
      }
      case Expression.Logic logic -> {
        head(5, logic.place());
        out.flag(logic.and());
        all(logic.operands());
      }
      case Expression.Not not -> {
        head(6, not.place());
        one(not.operand());
      }
      case Expression.Arithmetic arithmetic -> {
        head(7, arithmetic.place());
        out.text(arithmetic.operator());
        one(arithmetic.left());
        one(arithmetic.right());
      }
      case Expression.Index index -> {
        head(8, index.place());
        one(index.value());
        one(index.key());
      }
      case Expression.Slice slice -> {
        head(9, slice.place());
        all(slice.parts());
      }
      case Expression.Display display -> {
        head(10, display.place());
        out.flag(display.tuple());
        all(display.elements());
      }
      case Expression.Mapping mapping -> {
        head(11, mapping.place());
        out.all(
            mapping.entries(),
            entry -> {
              out.optional(entry.key(), this::one);
              one(entry.value());
            });
      }
      case Expression.Comprehension comprehension -> {
        head(12, comprehension.place());
        all(comprehension.results());
        out.all(
            comprehension.clauses(),
            clause -> {
              one(clause.target());
              one(clause.source());
              all(clause.conditions());
            });
      }
      case Expression.Lambda lambda -> {
        head(13, lambda.place());
        out.all(lambda.parameters(), this::parameter);
        one(lambda.body());
      }
      case Expression.Conditional conditional -> {
        head(14, conditional.place());
        one(conditional.test());
        one(conditional.then());
        one(conditional.otherwise());
      }
      case Expression.Bind bind -> {
        head(15, bind.place());
        out.text(bind.name());
        one(bind.value());
      }
      case Expression.Spread spread -> {
        head(16, spread.place());
        one(spread.value());
      }
      case Expression.Yield yielded -> {
        head(17, yielded.place());
        out.optional(yielded.value(), this::one);
      }
      case Expression.Opaque opaque -> {
        head(18, opaque.place());
        all(opaque.parts());
      }
    }
  }

  private void parameter(Parameter parameter) {
    out.text(parameter.name());
    out.constant(parameter.kind());
    out.optional(parameter.annotation(), this::one);
    out.optional(parameter.standard(), this::one);
  }

  private void head(int sort, Place place) {
    out.number(sort);
    place(place);
  }

  /// As seen from the last one: mostly small numbers.
  private void place(Place place) {
    out.signed(place.start() - last.start());
    out.signed(place.end() - place.start());
    out.signed(place.line() - last.line());
    out.signed(place.endLine() - place.line());
    last = place;
  }
}
