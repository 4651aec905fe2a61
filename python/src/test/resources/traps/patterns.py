match x:
    case 1 | -2.5 | 3 + 4j | "a" "b" | b"c" | None | True: pass
    case a.b.c: pass
    case (a): pass
    case (a, b): pass
    case a, *b: pass
    case *_, : pass
    case []: pass
    case (): pass
    case [a, [b, *c]]: pass
    case {}: pass
    case {"k": v, 1: w, a.b: u, None: n, **rest}: pass
    case C(): pass
    case m.C(a, b, c=d, e=f,) as g if g := h: pass
    case ((a | b) as c): pass
    case _: pass
