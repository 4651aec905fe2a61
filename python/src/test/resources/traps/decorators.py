@a
@b.c(d)
@e[0].f
@g if h else i
async def f(): pass
@x
class C: pass
