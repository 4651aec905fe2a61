f'{x}'
f"{x["a"]}" f'{f"{f'{1}'}"}'
f'''{
  x  # a comment
}'''
f'{"\n".join(a)}'
rf'\d{x}\{y}'
f'{{}}{x!r:{w}.{p}}{{'
