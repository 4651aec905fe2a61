'a\'b' "c" '''d'e
''' r'\n' u'x'
'\x41\u00e9\U0001F600\N{BULLET}\07\q\
x' 'é' 
b'\x41\101' B'' Rb'\x' b'\u0041'
'\ud800'
