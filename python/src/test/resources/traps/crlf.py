x = 1
y = '''a
b'''
z = 'a\
b'
if x:

    z
