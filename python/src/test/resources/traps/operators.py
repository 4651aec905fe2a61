a or b and not c in d is not e not in f
a < b == c != d >= e <= f > g is h
a | b ^ c & d << e >> f + g - h * i @ j / k // l % m
-a ** -b
~a ** b ** c
await_ ** 2
not not a
a if b else c if d else e
lambda: a if b else c
(a + b) * c
a.b[c](d).e
a = b = c = d
a += b; a @= c; a //= d; a **= e; a >>= f; a <<= g; a &= h; a ^= i; a |= j; a %= k; a -= l; a *= m; a /= n
async def f(): return await a ** 2, -await b
