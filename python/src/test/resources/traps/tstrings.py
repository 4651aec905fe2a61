t"a{x!r:>{y}} b{ z = }{ w }"
T'' t"{x}"
rt"\d{x}"
