// Package app wires the rooms together and owns what belongs to none of them: the
// home folder, its configuration, the explicit registries of drivers and
// materializations, and the order in which things are opened and closed.
//
// It decides nothing about data: the flow is pipeline's, the words are scv's. It
// is the only room besides cmd that reads the clock, the environment and files
// outside a source, and it hands each of them over as a value.
package app
