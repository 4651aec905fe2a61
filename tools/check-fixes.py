#!/usr/bin/env python3
"""Applies every cure to copies of Django projects and checks what must be true of the result.

usage: check-fixes.py TREE... [--tool ./deadheat] [--prefer lock|conditional|expression]

For each tree: what `check --fix --unsafe-fixes` changed is valid Python for this machine's
`compile()`; a second run changes nothing; what was fixed is no longer found, and no race is new; the
syntax tree of every function and class that was not edited is what it was, no comment and no string
over several lines is lost or moved;
and, where black is installed, a file that black left alone before is left alone after. Prints one line
for each tree and exits with 1 if any check failed.
"""
import argparse, ast, collections, difflib, io, json, pathlib, re, shlex, shutil, subprocess, sys
import tempfile, tokenize


def run(tool, folder, *args):
    words = shlex.split(tool)
    done = subprocess.run(words + ['check', '.', *args], cwd=folder, capture_output=True, text=True)
    if done.returncode not in (0, 1):
        raise SystemExit(f'{folder}: exit {done.returncode}: {done.stderr.strip()[-800:]}')
    return done.stdout


def races(text):
    """How many findings there are of each race, whoever gets there."""
    found = collections.Counter()
    for one in json.loads(text)['findings']:
        write = one['write']['path'] if one['write'] else one['path']
        found[(one['code'], one['model'], write)] += 1
    return found


def texts(folder):
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob('*.py'))
            if p.is_file() and not p.is_symlink()}


def line_length(file, root):
    """What black or ruff is told above the file; else black's own length."""
    for folder in file.parents:
        settings = folder / 'pyproject.toml'
        if settings.is_file():
            part = re.search(r'(?ms)^\[tool\.(?:black|ruff)\]$(.*?)(?:^\[|\Z)',
                             settings.read_text(errors='replace'))
            if part:
                said = re.search(r'(?m)^\s*line[-_]length\s*=\s*(\d+)', part.group(1))
                return int(said.group(1)) if said else 88
        if folder == root:
            break
    return 88


def blackened(data, length):
    try:
        import black
    except ImportError:
        return None
    try:
        text = data.decode()
        return black.format_str(text, mode=black.Mode(line_length=length)) == text
    except Exception:
        return None


def comments(data):
    tokens = tokenize.tokenize(io.BytesIO(data).readline)
    return collections.Counter(t.string for t in tokens if t.type == tokenize.COMMENT)


def long_strings(data):
    return collections.Counter(
        node.value for node in ast.walk(ast.parse(data))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and '\n' in node.value)


def definitions(tree):
    """Each function and class by its name and number, with its lines and its tree."""
    out, numbers = {}, collections.Counter()

    def walk(node, name):
        for child in ast.iter_child_nodes(node):
            inner = name
            if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                inner = f'{name}.{child.name}'
                numbers[inner] += 1
                out[inner, numbers[inner]] = (child.lineno, child.end_lineno, ast.dump(child))
            walk(child, inner)

    walk(tree, '')
    return out


def disturbed(before, after):
    """What was changed outside the lines that a diff shows, or lost."""
    troubles = [f'comment lost: {c}' for c in comments(before) - comments(after)]
    troubles += [f'string lost: {x!r}' for x in long_strings(before) - long_strings(after)]
    old, new = (definitions(ast.parse(x)) for x in (before, after))
    changed = set()
    matcher = difflib.SequenceMatcher(None, before.splitlines(), after.splitlines(), autojunk=False)
    for tag, start, end, _, _ in matcher.get_opcodes():
        if tag != 'equal':
            changed.update(range(start + 1, max(end, start + 1) + 1))
    for key, (first, last, dump) in old.items():
        if changed.isdisjoint(range(first, last + 4)) and (key not in new or new[key][2] != dump):
            troubles.append(f'{key[0]}: changed though none of its lines is')
    return troubles


def check(tree, args):
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch) / 'tree'
        shutil.copytree(tree, folder, symlinks=True)
        before = texts(folder)
        old = races(run(args.tool, folder, '--output-format', 'json'))
        options = ['--fix', '--unsafe-fixes'] + (['--prefer', args.prefer] if args.prefer else [])
        said = run(args.tool, folder, *options)
        after = texts(folder)
        changed = [p for p in after if after[p] != before.get(p)]
        troubles = []
        for path in changed:
            try:
                compile(after[path], path, 'exec')
            except SyntaxError as error:
                try:
                    compile(before.get(path, b''), path, 'exec')
                    troubles.append(f'{path}: {error}')
                except SyntaxError:
                    pass  # written for another Python than this one
                continue
            if path not in before:
                continue
            troubles += [f'{path}: {what}' for what in disturbed(before[path], after[path])]
            most = line_length(folder / path, folder)
            if blackened(before[path], most) and blackened(after[path], most) is False:
                troubles.append(f'{path}: black would change it')
        new = races(run(args.tool, folder, '--output-format', 'json'))
        for one, count in (new - old).items():
            troubles.append(f'{count} new: {one}')
        run(args.tool, folder, *options)
        again = texts(folder)
        troubles += [f'{p}: changed by a second run' for p in again if again[p] != after.get(p)]
        fixed = sum(line.startswith('fixed ') for line in said.splitlines())
        left = sum(line.startswith('left ') for line in said.splitlines())
        lines = sum(1 for p in changed for line in difflib.unified_diff(
            before.get(p, b'').decode(errors='replace').splitlines(),
            after[p].decode(errors='replace').splitlines(), lineterm='', n=0)
            if line[:1] in '+-' and line[:3] not in ('+++', '---'))
        print(f'{"FAIL" if troubles else "ok  "} {tree}: {fixed} fixed, {left} left, '
              f'{len(changed)} files, {lines} lines changed', flush=True)
        for trouble in troubles:
            print(f'       {trouble}', flush=True)
        return not troubles


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('trees', nargs='+')
    parser.add_argument('--tool', default='deadheat')
    parser.add_argument('--prefer')
    args = parser.parse_args()
    results = [check(pathlib.Path(tree), args) for tree in args.trees]
    print(f'{sum(results)} of {len(results)} trees passed')
    return 0 if all(results) else 1


if __name__ == '__main__':
    sys.exit(main())
