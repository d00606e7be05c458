package scv

// Codes of the dbt engine: reading a project.
const (
	CodeDBTNoProject  Code = "SCV-D001"
	CodeDBTConfig     Code = "SCV-D002"
	CodeDBTYAML       Code = "SCV-D003"
	CodeDBTProperties Code = "SCV-D004"
	CodeDBTProfile    Code = "SCV-D005"
	CodeDBTJinja      Code = "SCV-D006"
	CodeDBTRef        Code = "SCV-D007"
	CodeDBTSource     Code = "SCV-D008"
	CodeDBTMacro      Code = "SCV-D009"
	CodeDBTDuplicate  Code = "SCV-D010"
	CodeDBTCycle      Code = "SCV-D011"
	CodeDBTDoc        Code = "SCV-D012"
	CodeDBTSelection  Code = "SCV-D013"
	CodeDBTEnv        Code = "SCV-D014"
	CodeDBTVar        Code = "SCV-D015"
	CodeDBTPackage    Code = "SCV-D016"
	CodeDBTUnknownKey Code = "SCV-D017"
	CodeDBTRaised     Code = "SCV-D018"
	CodeDBTState      Code = "SCV-D019"
	CodeDBTFlag       Code = "SCV-D020"
	CodeDBTStrict     Code = "SCV-D021"
)

// Codes of the dbt engine: building.
const (
	CodeDBTModel           Code = "SCV-D030"
	CodeDBTTest            Code = "SCV-D031"
	CodeDBTSeed            Code = "SCV-D032"
	CodeDBTMaterialization Code = "SCV-D033"
	CodeDBTArtifact        Code = "SCV-D034"
	CodeDBTHook            Code = "SCV-D035"
	CodeDBTFreshness       Code = "SCV-D036"
)

var dbtCodes = []CodeInfo{
	{CodeDBTNoProject, "no dbt project here", "The folder holds no dbt_project.yml.", "Name the folder of the project, or write one with `scv init`.", ExitUsage},
	{CodeDBTConfig, "dbt_project.yml is wrong", "A key has the wrong kind of value, or the Jinja in it does not work.", "Go to the line named in the message.", ExitUsage},
	{CodeDBTYAML, "file is no YAML", "Indentation, a colon or a quote makes the file unreadable.", "Correct the line named in the message, or the one above it.", ExitUsage},
	{CodeDBTProperties, "properties are wrong", "An entry of a properties file has no name or a wrong kind of value.", "Go to the line named in the message.", ExitUsage},
	{CodeDBTProfile, "profile is wrong", "profiles.yml does not hold the profile, the target, or a value it needs.", "Name a target that is in profiles.yml.", ExitUsage},
	{CodeDBTJinja, "Jinja does not work", "A template cannot be parsed, or an expression in it fails.", "Go to the file and line named in the message.", ExitUsage},
	{CodeDBTRef, "ref to nothing", "ref() names a model, seed or snapshot that is not in the project, or is disabled.", "Correct the name; the message suggests the nearest one.", ExitUsage},
	{CodeDBTSource, "source is not declared", "source() names a source or table that no properties file declares.", "Declare it under `sources:`, or correct the name.", ExitUsage},
	{CodeDBTMacro, "macro does not exist", "A macro or generic test is called that no file defines.", "Correct the name, or install the package it comes from.", ExitUsage},
	{CodeDBTDuplicate, "name used twice", "Two resources of one kind share a name, or two relations one place in the warehouse.", "Rename one of the two files named in the message, or give one an alias.", ExitUsage},
	{CodeDBTCycle, "models in a circle", "Models select from each other, so none can be built first.", "Break the chain named in the message at one of its refs.", ExitUsage},
	{CodeDBTDoc, "docs block missing", "doc() names a docs block that no .md file holds.", "Write {% docs name %} in a .md file, or correct the name.", ExitUsage},
	{CodeDBTSelection, "selection not understood", "The selection names a method that does not exist, or its value is missing.", "Use method:value, + and @ as in dbt, for example tag:nightly+.", ExitUsage},
	{CodeDBTEnv, "environment variable missing", "env_var() names a variable that is not set and has no default.", "Set the variable, or give env_var() a second argument.", ExitUsage},
	{CodeDBTVar, "variable missing", "var() names a variable that nothing sets and that has no default.", "Set it under `vars:` in dbt_project.yml, or give var() a second argument.", ExitUsage},
	{CodeDBTPackage, "package missing", "A package is named that is not installed.", "Put it into the folder named in the message.", ExitUsage},
	{CodeDBTUnknownKey, "unknown key", "A key that dbt does not know has no effect.", "Correct the spelling, or move it below `meta:`.", ExitUsage},
	{CodeDBTRaised, "project stopped itself", "A macro of the project called exceptions.raise_compiler_error.", "Read the message: it is the project's own.", ExitUsage},
	{CodeDBTState, "earlier run not readable", "The folder of --state holds no manifest.json, or one that is no artifact of dbt.", "Name the folder with the artifacts of an earlier run by --state.", ExitUsage},
	{CodeDBTFlag, "flag not understood", "A flag of scv dbt has a value that is none of those it knows.", "Add --help to see the flags and their values.", ExitUsage},
	{CodeDBTStrict, "warning made an error", "--warn-error, --warn-error-options or --strict refuses what would be a warning.", "Correct what the message names, or leave the flag out.", ExitUsage},
	{CodeDBTModel, "model not built", "The warehouse refused the SQL of a model.", "Look at the compiled SQL below target/compiled and run it by hand.", ExitVerdict},
	{CodeDBTTest, "test could not run", "The warehouse refused the SQL of a test.", "Look at the compiled SQL below target/compiled and run it by hand.", ExitVerdict},
	{CodeDBTSeed, "seed not loaded", "A row of a seed does not fit its header or its column types.", "Correct the row named in the message, or column_types.", ExitVerdict},
	{CodeDBTMaterialization, "materialization unknown", "A model's `materialized` is none of ours and no macro defines it.", "Use view, table, incremental or ephemeral; the message suggests the nearest one.", ExitUsage},
	{CodeDBTArtifact, "artifact not written", "A file below the target folder cannot be written.", "Free space on the disk or correct the folder's permissions.", ExitUnusable},
	{CodeDBTHook, "hook failed", "The warehouse refused the SQL of a hook.", "Correct on-run-start, on-run-end, pre_hook or post_hook.", ExitVerdict},
	{CodeDBTFreshness, "freshness not measured", "The question for a source's newest row failed, or its answer is no time.", "Correct loaded_at_field, loaded_at_query or filter of the source.", ExitVerdict},
}
