f'{x=}' f'{x = !s}' f'{x = :>5}'
f'{lambda_: 3}'
f'{(lambda: 3)}'
f'{x:=5}{(y:=6)}'
f'{a!=b}{a==b}{*a,}{yield_}'
f'{x:%H:%M}{x:{"a"}}'
f"""{
x
:
}"""
f'\N{EN DASH}{x}'
