package scv

var pipelineCodes = []CodeInfo{}
