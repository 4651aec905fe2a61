package dev.deadheat.django.code;

import dev.deadheat.django.memory.Decoder;
import dev.deadheat.django.memory.StaleException;
import java.util.List;

/// Makes statements of what [TreeWriter] wrote; the bodies of functions when somebody asks for
/// them.
public final class TreeReader {
  private final Decoder in;
  private Place last = Place.NOWHERE;

  private TreeReader(Decoder in) {
    this.in = in;
  }

  /// The statements of a module.
  ///
  /// @throws StaleException if these are no such bytes; a function's body may throw it later
  public static List<Statement> body(Decoder in) {
    return new TreeReader(in).body();
  }

  private List<Statement> body() {
    return in.list(this::statement);
  }

  private Statement statement() {
    int sort = in.number();
    Place place = place();
    return switch (sort) {
      case 0 -> new Statement.Assign(all(), one(), in.optional(this::one), in.flag(), place);
      case 1 -> new Statement.Declare(one(), one(), place);
      case 2 -> new Statement.Evaluate(one(), place);
      case 3 -> new Statement.Return(in.optional(this::one), place);
      case 4 -> new Statement.Raise(in.optional(this::one), place);
      case 5 -> new Statement.Branch(one(), body(), body(), place);
      case 6 -> new Statement.While(one(), body(), body(), place);
      case 7 -> new Statement.For(one(), one(), body(), body(), place);
      case 8 ->
          new Statement.With(
              in.list(() -> new Statement.Item(one(), in.optional(this::one))), body(), place);
      case 9 -> new Statement.Try(body(), in.list(this::handler), body(), body(), place);
      case 10 -> new Statement.Jump(in.flag(), place);
      case 11 -> new Statement.Delete(all(), place);
      case 12 -> new Statement.Import(in.text(), in.optional(in::text), place);
      case 13 -> new Statement.ImportFrom(in.number(), in.text(), in.text(), in.text(), place);
      case 14 -> function(place);
      case 15 -> definition(place);
      default -> throw new StaleException("no statement: " + sort);
    };
  }

  private Statement.Handler handler() {
    return new Statement.Handler(in.optional(this::one), in.optional(in::text), body(), place());
  }

  private Statement function(Place place) {
    String name = in.text();
    List<Parameter> parameters = in.list(this::parameter);
    List<Expression> decorators = all();
    var returns = in.optional(this::one);
    int headLine = in.number();
    Decoder body = in.block();
    return new Statement.Function(
        name, parameters, decorators, returns, new LateList<>(() -> body(body)), headLine, place);
  }

  private Statement definition(Place place) {
    String name = in.text();
    List<Expression> bases = all();
    List<Expression> decorators = all();
    int headLine = in.number();
    return new Statement.ClassDef(name, bases, decorators, body(), headLine, place);
  }

  private List<Expression> all() {
    return in.list(this::one);
  }

  private Expression one() {
    int sort = in.number();
    Place place = place();
    return switch (sort) {
      case 0 -> new Expression.Name(in.text(), place);
      case 1 -> new Expression.Attribute(one(), in.text(), place);
      case 2 ->
          new Expression.Call(
              one(),
              all(),
              in.list(() -> new Expression.Keyword(in.optional(in::text), one())),
              place);
      case 3 ->
          new Expression.Literal(in.constant(Expression.Literal.Kind.values()), in.text(), place);
      case 4 -> new Expression.Compare(in.list(in::text), all(), place);
      case 5 -> new Expression.Logic(in.flag(), all(), place);
      case 6 -> new Expression.Not(one(), place);
      case 7 -> new Expression.Arithmetic(in.text(), one(), one(), place);
      case 8 -> new Expression.Index(one(), one(), place);
      case 9 -> new Expression.Slice(all(), place);
      case 10 -> new Expression.Display(in.flag(), all(), place);
      case 11 ->
          new Expression.Mapping(
              in.list(() -> new Expression.Entry(in.optional(this::one), one())), place);
      case 12 ->
          new Expression.Comprehension(
              all(), in.list(() -> new Expression.Clause(one(), one(), all())), place);
      case 13 -> new Expression.Lambda(in.list(this::parameter), one(), place);
      case 14 -> new Expression.Conditional(one(), one(), one(), place);
      case 15 -> new Expression.Bind(in.text(), one(), place);
      case 16 -> new Expression.Spread(one(), place);
      case 17 -> new Expression.Yield(in.optional(this::one), place);
      case 18 -> new Expression.Opaque(all(), place);
      default -> throw new StaleException("no expression: " + sort);
    };
  }

  private Parameter parameter() {
    return new Parameter(
        in.text(),
        in.constant(Parameter.Kind.values()),
        in.optional(this::one),
        in.optional(this::one));
  }

  private Place place() {
    int start = last.start() + in.signed();
    int end = start + in.signed();
    int line = last.line() + in.signed();
    last = new Place(start, end, line, line + in.signed());
    return last;
  }
}
