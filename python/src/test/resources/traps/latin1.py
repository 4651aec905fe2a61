# -*- coding: latin-1 -*-
café = 'naïve' + x
