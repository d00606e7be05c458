package main

import "github.com/spf13/cobra"

func dbtVerbs() []dbtVerb {
	return append(dbtBuilders(), dbtReaders()...)
}

const buildLong = `build runs everything that is selected in the order of the graph. A test that fails keeps
what is downstream of all its parents from being built; with --strict, of any of them. --skip-unchanged leaves alone
what would come out as it is, and tests that passed on the same rows.

In a home, --publish builds identity and gold beside what readers see, as a version of its
own, with what is not selected taken over from the live one, and shows it to readers when no
node failed and no test of severity error did; else readers go on seeing what they saw
(exit code 1). Sources are not loaded: scv run does that.`

// dbtBuilders are the verbs that change the warehouse.
func dbtBuilders() []dbtVerb {
	build := []func(*dbtFlags){(*dbtFlags).selection, (*dbtFlags).state, (*dbtFlags).building}
	return []dbtVerb{
		{
			use: "build", verb: "build", short: "Seeds, models, snapshots and tests, each after what it needs", flags: append(build, (*dbtFlags).testing, (*dbtFlags).types, (*dbtFlags).publishing),
			long: buildLong,
			example: `  scv dbt build
  scv dbt build --select stg_orders+ --exclude tag:slow
  scv dbt build --select state:modified+ --state prod-artifacts --defer
  scv dbt build --vars '{day: 2}' --fail-fast
  scv dbt build --skip-unchanged
  scv dbt build --publish --select dim_customer+`,
		},
		{
			use: "run", verb: "run", short: "Build the models", flags: build, long: "run builds the selected models, without their tests.",
			example: "  scv dbt run\n  scv dbt run --select config.materialized:incremental --full-refresh\n  scv dbt run --select dim_customer --empty",
		},
		{
			use: "test", verb: "test", short: "Run data tests and unit tests", flags: append(build, (*dbtFlags).testing, (*dbtFlags).types), long: "test runs the selected tests on what is built.",
			example: "  scv dbt test\n  scv dbt test --select dim_customer --store-failures\n  scv dbt test --select test_type:unit",
		},
		{
			use: "seed", verb: "seed", short: "Load the CSV files of seed-paths", flags: append(build, (*dbtFlags).showing), long: "seed loads the selected seeds.",
			example: "  scv dbt seed\n  scv dbt seed --select countries --full-refresh --show",
		},
		{
			use: "snapshot", verb: "snapshot", short: "Keep the history of what changes", flags: build, long: "snapshot records what changed since the last time.",
			example: "  scv dbt snapshot\n  scv dbt snapshot --select customers_history",
		},
		{
			use: "clone", verb: "clone", short: "Make the relations of another run appear in this target", flags: append(build, (*dbtFlags).types),
			long:    "clone makes each selected model, seed and snapshot a view of where the run of --state has it.",
			example: "  scv dbt clone --state prod-artifacts\n  scv dbt clone --state prod-artifacts --select dim_customer --full-refresh",
		},
		{
			use: "retry", verb: "retry", short: "Run again what the last command did not finish", flags: []func(*dbtFlags){(*dbtFlags).retrying},
			long: `retry runs the nodes that failed, were skipped, or were finished in part by the last command,
with its flags. It reads run_results.json in the target folder, or in --state.`,
			example: "  scv dbt retry\n  scv dbt retry --state last-run --threads 2",
		},
		{
			use: "run-operation [MACRO]", verb: "run-operation", short: "Call a macro, or run SQL", flags: []func(*dbtFlags){(*dbtFlags).operating}, args: cobra.MaximumNArgs(1),
			long:    "run-operation calls a macro of the project with --args, or runs the SQL of --sql, which may use Jinja.",
			example: "  scv dbt run-operation grant_select --args '{role: reporter}'\n  scv dbt run-operation --sql \"drop table if exists {{ target.schema }}.old\"",
		},
		{
			use: "clean", verb: "clean", short: "Remove the folders of clean-targets", flags: []func(*dbtFlags){(*dbtFlags).cleaning},
			long:    "clean removes the folders that clean-targets of dbt_project.yml names. It never leaves the project and never removes a folder with models, seeds or macros.",
			example: "  scv dbt clean",
		},
		{
			use: "deps", verb: "deps", short: "Install the packages of packages.yml", flags: []func(*dbtFlags){(*dbtFlags).installing},
			long: `deps installs packages from local paths, git, tarballs and the package hub into
packages-install-path, and writes package-lock.yml. A package that is there in the version of
the lock is not fetched again, so a vendored folder works without a network.`,
			example: "  scv dbt deps\n  scv dbt deps --upgrade\n  scv dbt deps --lock\n  scv dbt deps --add-package dbt-labs/dbt_utils@1.3.0",
		},
	}
}

// dbtReaders are the verbs that change nothing.
func dbtReaders() []dbtVerb {
	pick := []func(*dbtFlags){(*dbtFlags).selection, (*dbtFlags).state}
	return []dbtVerb{
		{
			use: "ls", aliases: []string{"list"}, verb: "list", short: "List what a selection selects", flags: append(pick, (*dbtFlags).types, (*dbtFlags).listing),
			long:    "ls lists the selected nodes: as selectors, names, paths or JSON.",
			example: "  scv dbt ls --select +dim_customer --resource-type model\n  scv dbt ls --output json --output-keys name config.materialized\n  scv dbt ls --select state:modified+ --state prod-artifacts",
		},
		{
			use: "compile", verb: "compile", short: "Write the SQL of models and tests, without running it", flags: append(pick, (*dbtFlags).types, (*dbtFlags).rendering, (*dbtFlags).inline),
			long:    "compile renders the selected nodes into target/compiled, and prints those that --select names.",
			example: "  scv dbt compile --select dim_customer\n  scv dbt compile --inline \"select * from {{ ref('dim_customer') }}\" --quiet",
		},
		{
			use: "show", verb: "show", short: "Run the SQL of a model and print the first rows", flags: append(pick, (*dbtFlags).rendering, (*dbtFlags).inline, (*dbtFlags).previewing),
			long:    "show runs the SQL of the selected nodes, or of --inline, without building anything.",
			example: "  scv dbt show --select stg_orders --limit 10\n  scv dbt show --inline \"select count(*) as n from {{ ref('orders') }}\" --output json",
		},
		{
			use: "parse", verb: "parse", short: "Read the project and write manifest.json", flags: nil,
			long: `parse reads the project and writes target/manifest.json. dbt Core can be made to run what
it writes: dbt build --use-v2-parser --v2-parser "scv dbt parse".`,
			example: "  scv dbt parse\n  scv dbt parse --project-dir ../shop --target-path /tmp/out",
		},
		{
			use: "debug", verb: "debug", short: "Check the project, the profile and the connection", flags: []func(*dbtFlags){(*dbtFlags).debugging},
			long: "debug says whether everything is there that the other commands need.", example: "  scv dbt debug\n  scv dbt debug --target prod",
		},
	}
}

func dbtFreshness() dbtVerb {
	return dbtVerb{
		use: "freshness", aliases: []string{"snapshot-freshness"}, verb: "freshness", short: "How old the newest row of each source is",
		flags:   []func(*dbtFlags){(*dbtFlags).selection, (*dbtFlags).state, (*dbtFlags).outputFile},
		long:    "freshness asks every source that has a freshness rule for its newest row, judges its age by warn_after and error_after, and writes target/sources.json.",
		example: "  scv dbt source freshness\n  scv dbt source freshness --select source:crm",
	}
}

func dbtDocs() dbtVerb {
	return dbtVerb{
		use: "generate", verb: "generate", short: "Write manifest.json, catalog.json and a page that shows them",
		flags:   []func(*dbtFlags){(*dbtFlags).selection, (*dbtFlags).state, (*dbtFlags).documenting},
		long:    "generate compiles the project, asks the warehouse for the columns of every relation, and writes target/catalog.json and target/index.html, which opens without a server.",
		example: "  scv dbt docs generate\n  scv dbt docs generate --select dim_customer --no-compile",
	}
}
