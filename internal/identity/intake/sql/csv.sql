select * from read_csv(%s, auto_detect = false, columns = {%s}, delim = %s, quote = '"', escape = '"',
    header = true, skip = 0, nullstr = '', null_padding = false, max_line_size = 16777216, compression = %s, encoding = %s)
