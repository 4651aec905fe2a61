"""Makes small broken files out of sound ones, to compare what is refused.

Usage: mutate.py OUTPUT_FOLDER SEED COUNT FOLDER...   Each file is one statement of a Python file under
the folders, in which one token was dropped, doubled, moved or replaced by another.
"""

import ast
import io
import os
import random
import sys
import textwrap
import tokenize
import warnings

WORDS = (
    "( ) [ ] { } , : ; . ... -> := = == != < > <= >= + - * / // % @ ** | & ^ ~ << >> += |= x y 1 2j 1.5 0"
    " 'a' b'a' f'{x}' f'{x!r:>{y}}' None True not in is and or if else elif for while with as async await"
    " def class return yield from import lambda try except finally raise del global nonlocal pass break"
    " match case type _ assert continue"
).split()


def statements(path):
    with open(path, "rb") as file:
        source = file.read()
    lines = source.decode().splitlines(keepends=True)
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.stmt) and node.end_lineno - node.lineno < 12:
            yield textwrap.dedent("".join(lines[node.lineno - 1 : node.end_lineno]))


def mutate(text, choice):
    tokens = [
        t
        for t in tokenize.generate_tokens(io.StringIO(text).readline)
        if t.string and t.type not in (tokenize.INDENT, tokenize.DEDENT, tokenize.NL, tokenize.COMMENT)
    ]
    lines = text.splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    spans = [(starts[t.start[0] - 1] + t.start[1], starts[t.end[0] - 1] + t.end[1]) for t in tokens]
    start, end = choice.choice(spans)
    kind = choice.randrange(5)
    if kind == 0:
        return text[:start] + text[end:]
    if kind == 1:
        return text[:end] + " " + text[start:end] + " " + text[end:]
    if kind == 2:
        return text[:start] + " " + choice.choice(WORDS) + " " + text[end:]
    if kind == 3:
        return text[:start] + " " + choice.choice(WORDS) + " " + text[start:]
    other_start, other_end = choice.choice(spans)
    return text[:start] + " " + text[other_start:other_end] + " " + text[end:]


def main():
    warnings.simplefilter("ignore")
    folder, seed, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    choice = random.Random(seed)
    files = []
    for root in sys.argv[4:]:
        for where, folders, names in os.walk(root):
            folders.sort()
            files.extend(os.path.join(where, n) for n in sorted(names) if n.endswith(".py"))
    os.makedirs(folder, exist_ok=True)
    made = 0
    while made < count:
        try:
            parts = list(statements(choice.choice(files)))
        except (SyntaxError, ValueError, UnicodeDecodeError):
            continue
        for part in choice.sample(parts, min(len(parts), 40)):
            try:
                changed = mutate(part, choice)
            except (tokenize.TokenError, IndexError, SyntaxError):
                continue
            with open(os.path.join(folder, "%06d.py" % made), "w", encoding="utf-8", newline="") as out:
                out.write(changed)
            made += 1


if __name__ == "__main__":
    main()
