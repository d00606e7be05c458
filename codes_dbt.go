package scv

var dbtCodes = []CodeInfo{}
