// Package deps installs the packages that packages.yml and dependencies.yml name,
// and those that these name, into packages-install-path, and writes
// package-lock.yml: from local folders, git, tarballs and dbt's package hub.
//
// It reads no model. It reaches a network only through the functions it is handed;
// what the lock names and the folder holds is not fetched again, so a vendored
// folder works without one. An archive cannot write outside its folder.
//
// Words: spec = one entry of packages.yml; pin = a spec with the version it was
// resolved to, as package-lock.yml has it.
package deps
