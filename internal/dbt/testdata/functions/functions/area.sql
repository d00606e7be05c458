w * h
