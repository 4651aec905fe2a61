match = 1
match.x
match[1]
match(x)
match, y
match: int
match -x
match * x
case = 2
type = 3
type(x)
type.y
_ = 4
type type = type
match match:
    case case: pass
match (x):
    case _: pass
match [a, b]:
    case [_, *_]: pass
match -x:
    case -1: pass
match not x:
    case _: pass
match *a, b:
    case _: pass
match x, :
    case _: pass
match {}:
    case _: pass
match lambda: 1:
    case _: pass
print(match if x else y)
