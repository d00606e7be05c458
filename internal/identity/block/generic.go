package block

// Same makes pairs of records with one value in a column.
func Same(name, column string) Rule { return Rule{Name: name, keys: all(part{column, whole})} }
