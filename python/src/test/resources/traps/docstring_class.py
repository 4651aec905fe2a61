class C:
    """D."""

    x: int = 1
    (y): int
    z.w: int
    a[0]: "s" = yield_
