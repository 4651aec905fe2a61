#!/usr/bin/env python3
"""Applies every cure to copies of Django projects and checks what must be true of the result.

usage: check-fixes.py TREE... [--tool ./deadheat] [--prefer lock|conditional|expression]

For each tree: what `check --fix --unsafe-fixes` changed is valid Python for this machine's
`compile()`; every changed line lies in a function, import or `Meta` that a cure names, in a new
migration, or is blank; a second run changes nothing; no rule finds anything new; and, where black is
installed, a file that black left alone before is left alone after. Prints one line for each tree and
exits with 1 if any check failed.
"""
import argparse, collections, difflib, json, os, pathlib, shlex, shutil, subprocess, sys, tempfile


def run(tool, folder, *args):
    words = shlex.split(tool)
    done = subprocess.run(words + ['check', '.', *args], cwd=folder, capture_output=True, text=True)
    if done.returncode not in (0, 1):
        raise SystemExit(f'{folder}: exit {done.returncode}: {done.stderr.strip()[-800:]}')
    return done.stdout


def identities(text):
    found = collections.Counter()
    for one in json.loads(text)['findings']:
        read = one['read']['path'] if one['read'] else ''
        found[(one['code'], one['path'], one['function'], one['model'], tuple(one['fields']), read)] += 1
    return found


def texts(folder):
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob('*.py'))
            if p.is_file() and not p.is_symlink()}


def blackened(path, data):
    try:
        import black
    except ImportError:
        return None
    try:
        text = data.decode()
        mode = black.Mode(line_length=88)
        return black.format_str(text, mode=mode) == text
    except Exception:
        return None


def check(tree, args):
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch) / 'tree'
        shutil.copytree(tree, folder, symlinks=True)
        before = texts(folder)
        old = identities(run(args.tool, folder, '--output-format', 'json'))
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
            if path in before and blackened(path, before[path]) and blackened(path, after[path]) is False:
                troubles.append(f'{path}: black would change it')
        new = identities(run(args.tool, folder, '--output-format', 'json'))
        for one, count in (new - old).items():
            troubles.append(f'new finding: {one}')
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
