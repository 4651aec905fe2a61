[x for x in a if b if c for y in d]
{x: y for x, y in a}
{x for x, in a}
(x for *x, y in a)
f(x for x in a)
async def f():
    return [x async for x in a if await b]
[x for x in a or b]
[x for x.y in a]
[lambda: x for x in a]
((x) for x in a)
