type X = int
type Y[T: (int, str) = int, *Ts = *tuple[int], **P = [int]] = dict[T, P]
def f[T](x: T, *a: *Ts) -> T: pass
class C[T: int,](B[T], metaclass=M): pass
