match x:
    case a.b(c=1, 2): pass
    case {**rest, "a": 1}: pass
