if a: b
elif c: d
elif e:
    f
else: g
while a:
    break
else:
    continue
for a, b in c: d
else: e
try: a
finally: b
try:
    a
except A as b: c
else: d
async def f():
    async for x in y: z
    else: w
