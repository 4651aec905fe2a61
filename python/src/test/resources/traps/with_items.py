with a: pass
with a as b, c as d: pass
with (a as b, c as d,): pass
with (a, b): pass
with (a): pass
with (a) as b: pass
with (a, b) as c: pass
with (a).b as c: pass
with (yield x): pass
with (a := b): pass
with (x for x in y): pass
with (): pass
with (a), (b): pass
with (a, *b): pass
with a as (b, c), d as [e, f]: pass
with a as b.c, d as e[0]: pass
with (a as b): pass
async def f():
    async with a as b, c: pass
