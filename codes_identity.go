package scv

var identityCodes = []CodeInfo{}
