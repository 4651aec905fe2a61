x = 1

def f():
    a = 1
    b=2
y = 3
