package dev.deadheat.python.ast;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The parameters of a function or lambda.
///
/// @param posonlyargs those before `/`
/// @param args those that may be given by position or by name
/// @param vararg the one after `*`
/// @param kwonlyargs those after `*` or `*vararg`
/// @param kwDefaults one for each of kwonlyargs
/// @param kwarg the one after `**`
/// @param defaults those of the last parameters of posonlyargs and args taken together
/// @param start the first parameter's offset; without parameters the offset where one would stand
public record Arguments(
    List<Arg> posonlyargs,
    List<Arg> args,
    Optional<Arg> vararg,
    List<Arg> kwonlyargs,
    List<Optional<Expression>> kwDefaults,
    Optional<Arg> kwarg,
    List<Expression> defaults,
    int start,
    int end)
    implements Node {
  public Arguments {
    posonlyargs = List.copyOf(posonlyargs);
    args = List.copyOf(args);
    kwonlyargs = List.copyOf(kwonlyargs);
    kwDefaults = List.copyOf(kwDefaults);
    defaults = List.copyOf(defaults);
  }

  /// Every parameter, in the order of the text.
  public Stream<Arg> all() {
    return Stream.of(
            posonlyargs.stream(),
            args.stream(),
            vararg.stream(),
            kwonlyargs.stream(),
            kwarg.stream())
        .flatMap(part -> part);
  }
}
