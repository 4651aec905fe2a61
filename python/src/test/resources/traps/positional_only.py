def f(a, b=1, /, c=2, *, d, e=3, **k): pass
def g(a, /): pass
def h(*, a): pass
lambda a, /, b, *c, d=1, **e: 0
lambda *, a: 0
lambda: 0
def i(a, *args, b: int = 1,): pass
