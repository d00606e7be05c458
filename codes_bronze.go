package scv

var bronzeCodes = []CodeInfo{}
