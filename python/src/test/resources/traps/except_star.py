try:
    a
except* A as e:
    b
except *(B, C):
    c
else:
    d
finally:
    f
