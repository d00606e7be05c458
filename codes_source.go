package scv

var sourceCodes = []CodeInfo{}
