#!/usr/bin/env python3
"""Draws findings at random to be read and labelled (see docs/precision.md).

usage: draw-findings.py SEED COUNT REPORT.json

REPORT is the output of `deadheat check --output-format json`. Prints the drawn findings in the order
of their places, one a line: number, code, path, line, function, read, write, message.
"""
import json
import random
import sys


def spot(place):
    return f"{place['path']}:{place['line']}" if place else "-"


def main():
    seed, count, path = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    with open(path, encoding="utf-8") as file:
        findings = json.load(file)["findings"]
    findings.sort(key=lambda f: (f["path"], f["line"], f["code"], spot(f["read"]), spot(f["write"])))
    drawn = random.Random(seed).sample(range(len(findings)), min(count, len(findings)))
    print(f"seed {seed}: {len(drawn)} of {len(findings)} findings")
    for number in sorted(drawn):
        f = findings[number]
        print(number, f["code"], f["path"], f["line"], f["function"], spot(f["read"]),
              spot(f["write"]), f["message"], sep="\t")


if __name__ == "__main__":
    main()
