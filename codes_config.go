package scv

var configCodes = []CodeInfo{}
