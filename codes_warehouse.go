package scv

var warehouseCodes = []CodeInfo{}
