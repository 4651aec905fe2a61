import a, b.c as d
from . import a
from .a import (b, c as d,)
from ... import e
from ....a.b import *
global x, y
nonlocal z
raise
raise a from b
assert a, b
return
return a, b
del a
del a, b,
pass
yield a
x = yield from y
x = yield
x: int = yield
x += yield a
