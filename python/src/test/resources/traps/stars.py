*a, b = c
a, *b = c
[*a, b] = c
print(*a, *b, **c, **d)
x[*a]
x[*a, b]
x[a:b, *c]
for x in *a, b: pass
return_ = *a, b
{**a, "b": c, **d}
{*a, *b}
[*a, *b]
(*a,)
*a
def f(): return *a, b
def g(): yield *a, b
del (a, b), [c, d], e.f, g[0]
