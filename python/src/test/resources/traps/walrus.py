(x := 1)
if y := f(): pass
while z := 1: pass
f(a := 1, b=2)
x[a := 1]
{a := 1, b}
[y := 1, y]
[a for x in y if (b := x)]
{(c := a): b}
lambda: (x := 1)
print((x := 1), y)
@(d := e)
def f(): pass
