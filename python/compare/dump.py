"""Prints the syntax trees of Python files as text, for comparison with Deadheat's.

Reads paths from standard input, one a line. Prints for each a line "= path", then either "reject"
with the reason, or one line for each node: its depth, its field, its class, its place, and those of
its fields that hold no nodes. A place that this Python does not give, or gives wrongly, is "-".
"""

import ast
import struct
import sys
import warnings

sys.setrecursionlimit(20000)
VERSION = sys.version_info[:2]

# Since 3.12 the parts of an f-string are parsed in place; before, their places are unreliable.
PLACES_IN_FSTRINGS = VERSION >= (3, 12)
IGNORED = {"ctx", "kind", "type_ignores", "type_comment"}
TRUTHS = {"simple", "is_async"}


def text(value):
    units = value.encode("utf-16-be", "surrogatepass")
    out = []
    for i in range(0, len(units), 2):
        c = units[i] << 8 | units[i + 1]
        out.append(chr(c) if 32 < c < 127 and c != 92 else "\\%x;" % c)
    return '"' + "".join(out) + '"'


def scalar(value):
    if isinstance(value, bool) or value is None or value is Ellipsis:
        return str(value)
    if isinstance(value, str):
        return text(value)
    if isinstance(value, bytes):
        return "b" + text(value.decode("latin-1"))
    if isinstance(value, int):
        return "%x" % value
    if isinstance(value, float):
        return "f" + struct.pack(">d", value).hex()
    if isinstance(value, complex):
        return "j" + struct.pack(">d", value.imag).hex()
    if isinstance(value, ast.AST):
        return type(value).__name__
    return "[" + ",".join(map(scalar, value)) + "]"


def place(node, reliable):
    if not reliable or not hasattr(node, "lineno"):
        return "-"
    # 3.8 leaves out the annotations of some parameters and the parentheses after some stars.
    if VERSION < (3, 9) and isinstance(node, (ast.arg, ast.Starred)):
        return "-"
    return "%d:%d-%d:%d" % (node.lineno, node.col_offset, node.end_lineno, node.end_col_offset)


def is_node(value):
    return isinstance(value, ast.AST) and not isinstance(
        value, (ast.expr_context, ast.operator, ast.unaryop, ast.boolop, ast.cmpop)
    )


def plain(node):
    """The slices of 3.8 without the nodes that later versions dropped."""
    name = type(node).__name__
    if VERSION < (3, 9):
        if name == "Index":
            return node.value
        if name == "ExtSlice":
            return ast.Tuple(elts=node.dims, ctx=ast.Load())
    return node


def dump(root, out):
    stack = [(0, "", root, True)]
    while stack:
        depth, field, node, reliable = stack.pop()
        if node is None:
            out.append("%d %s None" % (depth, field))
            continue
        node = plain(node)
        here = place(node, reliable)
        inside = reliable and (PLACES_IN_FSTRINGS or type(node).__name__ != "JoinedStr")
        parts = []
        below = []
        for name in node._fields:
            if name in IGNORED:
                continue
            value = getattr(node, name, None)
            if isinstance(node, ast.JoinedStr) and VERSION == (3, 12):
                # 3.12 puts empty strings into formats.
                value = [v for v in value if getattr(v, "value", None) != ""]
            if value is None and type(node).__name__ not in ("Constant", "MatchSingleton"):
                continue
            if is_node(value):
                below.append((depth + 1, name, value, inside))
            elif isinstance(value, list) and not all(
                not is_node(v) and v is not None for v in value
            ):
                below.extend((depth + 1, name, v, inside) for v in value)
            elif not (isinstance(value, list) and not value):
                truth = name in TRUTHS
                parts.append("%s=%s" % (name, scalar(bool(value) if truth else value)))
        if hasattr(node, "ctx"):
            parts.append("ctx=%s" % type(node.ctx).__name__)
        out.append(" ".join([str(depth), field, type(node).__name__, here] + parts))
        stack.extend(reversed(below))


def dumped(path, data):
    """What is printed for a file of these bytes."""
    warnings.simplefilter("ignore")
    out = ["= " + path]
    try:
        dump(ast.parse(data), out)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        reason = "%s: %s" % (type(error).__name__, str(error).replace("\n", " "))
        out[1:] = ["reject " + reason]
    return "\n".join(out) + "\n"


def main():
    # Read as bytes: a path need not be UTF-8, and lines end in "\n" alone.
    for line in sys.stdin.buffer:
        path = line.rstrip(b"\n")
        with open(path, "rb") as file:
            text = dumped(path.decode("utf-8", "surrogateescape"), file.read())
        sys.stdout.buffer.write(text.encode("utf-8", "surrogateescape"))
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
