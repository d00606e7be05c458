package jinja

// filterNamed finds a filter of Jinja2, or nil.
func filterNamed(name string) builtin {
	switch name {
	case "default", "d":
		return filterDefault
	case "join":
		return filterJoin
	case "replace":
		return filterReplace
	case "length", "count":
		return filterLength
	case "lower":
		return textFilter("lower", func(s string) string { return lowerText(s) })
	case "upper":
		return textFilter("upper", upper)
	case "title":
		return textFilter("title", filterTitle)
	case "capitalize":
		return textFilter("capitalize", capitalize)
	case "trim":
		return filterTrim
	case "list":
		return filterList
	case "string":
		return filterString
	case "int":
		return filterInt
	case "float":
		return filterFloat
	case "map":
		return filterMap
	case "select", "reject":
		return filterSelect(name == "select", false)
	case "selectattr", "rejectattr":
		return filterSelect(name == "selectattr", true)
	case "first":
		return filterFirst
	case "last":
		return filterLast
	case "tojson":
		return filterToJSON
	}
	return filterSequence(name)
}

func filterSequence(name string) builtin {
	switch name {
	case "sort":
		return filterSort
	case "dictsort":
		return filterDictSort
	case "unique":
		return filterUnique
	case "groupby":
		return filterGroupBy
	case "sum":
		return filterSum
	case "min", "max":
		return filterExtreme(name == "max")
	case "reverse":
		return filterReverse
	case "batch":
		return filterBatch
	case "slice":
		return filterSlice
	case "items":
		return filterItems
	case "attr":
		return filterAttr
	case "random":
		return filterRandom
	case "abs":
		return filterAbs
	case "round":
		return filterRound
	}
	return filterText(name)
}

func filterText(name string) builtin {
	switch name {
	case "format":
		return filterFormat
	case "indent":
		return filterIndent
	case "truncate":
		return filterTruncate
	case "center":
		return filterCenter
	case "wordcount":
		return filterWordCount
	case "wordwrap":
		return filterWordWrap
	case "escape", "e":
		return func(c *Call) (Value, error) { return escape(c.Args[0]), nil }
	case "forceescape":
		return func(c *Call) (Value, error) { return escape(Str(c.Args[0])), nil }
	case "safe":
		return func(c *Call) (Value, error) { return Markup(Str(c.Args[0])), nil }
	case "striptags":
		return filterStripTags
	case "urlencode":
		return filterURLEncode
	case "urlize":
		return filterURLize
	case "xmlattr":
		return filterXMLAttr
	case "filesizeformat":
		return filterFileSize
	case "pprint":
		return filterPprint
	}
	return nil
}
