try:
    a
except A, B:
    b
except (C, D) as e:
    c
except E, :
    d
except:
    f
