any_value: {{ dbt.any_value('x') }}
bool_or: {{ dbt.bool_or('x') }}
cast: {{ dbt.cast('x', dbt.type_string()) }}
cast_bool_to_text: {{ dbt.cast_bool_to_text('x') }}
concat: {{ dbt.concat(['a', 'b']) }}
current_timestamp: {{ dbt.current_timestamp() }}
current_timestamp_backcompat: {{ dbt.current_timestamp_backcompat() }}
current_timestamp_in_utc_backcompat: {{ dbt.current_timestamp_in_utc_backcompat() }}
snapshot_get_time: {{ dbt.snapshot_get_time() }}
snapshot_string_as_time: {{ dbt.snapshot_string_as_time('2024-01-01 00:00:00') }}
date: {{ dbt.date(2024, 2, 3) }}
date_spine: {{ dbt.date_spine('day', "'2024-01-01'", "'2024-01-04'") if false }}
date_trunc: {{ dbt.date_trunc('month', 'd') }}
dateadd: {{ dbt.dateadd('day', 3, 'd') }}
datediff: {{ dbt.datediff('a', 'b', 'hour') }}
last_day: {{ dbt.last_day('d', 'month') }}
last_day_quarter: {{ dbt.last_day('d', 'quarter') }}
escape_single_quotes: {{ dbt.escape_single_quotes("it's") }}
string_literal: {{ dbt.string_literal('x') }}
except: {{ dbt.except() }}
intersect: {{ dbt.intersect() }}
hash: {{ dbt.hash('x') }}
length: {{ dbt.length('x') }}
position: {{ dbt.position("'a'", 'x') }}
replace: {{ dbt.replace('x', "'a'", "'b'") }}
right: {{ dbt.right('x', 3) }}
safe_cast: {{ dbt.safe_cast('x', 'integer') }}
safe_cast_variant: {{ dbt.safe_cast('x', 'variant') }}
safe_cast_geography: {{ dbt.safe_cast('x', 'geography') }}
split_part: {{ dbt.split_part('x', "','", 2) }}
split_part_negative: {{ dbt.split_part('x', "','", -1) }}
listagg: {{ dbt.listagg('x', "','") }}
listagg_order: {{ dbt.listagg('x', "','", 'order by x') }}
listagg_limit: {{ dbt.listagg('x', "','", 'order by x', 2) }}
array_construct: {{ dbt.array_construct(['1', '2']) }}
array_append: {{ dbt.array_append('a', '1') }}
array_concat: {{ dbt.array_concat('a', 'b') }}
equals: {{ dbt.equals('a', 'b') }}
type_string: {{ dbt.type_string() }}
type_timestamp: {{ dbt.type_timestamp() }}
type_int: {{ dbt.type_int() }}
type_bigint: {{ dbt.type_bigint() }}
type_float: {{ dbt.type_float() }}
type_numeric: {{ dbt.type_numeric() }}
type_boolean: {{ dbt.type_boolean() }}
generate_series: {{ dbt.generate_series(5) }}
current_timestamp_in_macro: {{ current_timestamp() }}
create_table_as: {{ get_create_table_as_sql(False, this, 'select 1 as id') if execute }}
create_temp_table_as: {{ create_table_as(True, this, 'select 1 as id') if execute }}
create_table_not_transient: {{ config(transient=false) }}{{ create_table_as(False, this, 'select 1 as id') if execute }}
create_table_clustered: {{ config(cluster_by=['id', 'day']) }}{{ create_table_as(False, this, 'select 1 as id') if execute }}
create_table_copy_grants: {{ config(copy_grants=true) }}{{ create_table_as(False, this, 'select 1 as id') if execute }}
create_view_as: {{ get_create_view_as_sql(this, 'select 1 as id') if execute }}
create_secure_view: {{ config(secure=true, copy_grants=true) }}{{ create_view_as(this, 'select 1 as id') if execute }}
rename_table: {{ get_rename_sql(this.incorporate(type='table'), 'other') if execute }}
rename_view: {{ get_rename_sql(this.incorporate(type='view'), 'other') if execute }}
drop_table: {{ get_drop_sql(this.incorporate(type='table')) if execute }}
drop_view: {{ get_drop_sql(this.incorporate(type='view')) if execute }}
make_temp_relation: {{ make_temp_relation(this) if execute }}
make_backup_relation: {{ make_backup_relation(this, 'table') if execute }}
show_grants: {{ get_show_grant_sql(this.incorporate(type='table')) if execute }}
grant: {{ get_grant_sql(this.incorporate(type='table'), 'select', ['r']) if execute }}
revoke: {{ get_revoke_sql(this.incorporate(type='table'), 'select', ['r']) if execute }}
relation_comment: {{ alter_relation_comment(this.incorporate(type='table'), "it's $5") if execute }}
merge: {% set src = ref('src') %}{{ get_merge_sql(this, src, 'id', [api.Column('id', 'integer'), api.Column('v', 'varchar')]) if execute }}
merge_two_keys: {% set src = ref('src') %}{{ get_merge_sql(this, src, ['id', 'day'], [api.Column('id', 'integer'), api.Column('day', 'date')]) if execute }}
merge_predicates: {% set src = ref('src') %}{{ get_merge_sql(this, src, 'id', [api.Column('id', 'integer'), api.Column('v', 'varchar')], ['DBT_INTERNAL_DEST.day > 1']) if execute }}
merge_without_key: {% set src = ref('src') %}{{ get_merge_sql(this, src, none, [api.Column('id', 'integer'), api.Column('v', 'varchar')]) if execute }}
merge_update_columns: {% set src = ref('src') %}{{ config(merge_update_columns=['v']) }}{{ get_merge_sql(this, src, 'id', [api.Column('id', 'integer'), api.Column('v', 'varchar')]) if execute }}
merge_exclude_columns: {% set src = ref('src') %}{{ config(merge_exclude_columns=['v']) }}{{ get_merge_sql(this, src, 'id', [api.Column('id', 'integer'), api.Column('v', 'varchar'), api.Column('w', 'varchar')]) if execute }}
delete_insert: {% set src = ref('src') %}{{ get_delete_insert_merge_sql(this, src, 'id', [api.Column('id', 'integer'), api.Column('v', 'varchar')], none) if execute }}
delete_insert_two_keys: {% set src = ref('src') %}{{ get_delete_insert_merge_sql(this, src, ['id', 'day'], [api.Column('id', 'integer'), api.Column('day', 'date')], none) if execute }}
delete_insert_predicates: {% set src = ref('src') %}{{ get_delete_insert_merge_sql(this, src, 'id', [api.Column('id', 'integer')], ['DBT_INTERNAL_DEST.day > 1']) if execute }}
strategy_append: {% set src = ref('src') %}{{ get_incremental_append_sql({'target_relation': this, 'temp_relation': src, 'unique_key': none, 'dest_columns': [api.Column('id', 'integer'), api.Column('v', 'varchar')], 'incremental_predicates': none}) if execute }}
strategy_merge: {% set src = ref('src') %}{{ get_incremental_merge_sql({'target_relation': this, 'temp_relation': src, 'unique_key': 'id', 'dest_columns': [api.Column('id', 'integer'), api.Column('v', 'varchar')], 'incremental_predicates': none}) if execute }}
strategy_default: {% set src = ref('src') %}{{ get_incremental_default_sql({'target_relation': this, 'temp_relation': src, 'unique_key': 'id', 'dest_columns': [api.Column('id', 'integer'), api.Column('v', 'varchar')], 'incremental_predicates': none}) if execute }}
strategy_delete_insert: {% set src = ref('src') %}{{ get_incremental_delete_insert_sql({'target_relation': this, 'temp_relation': src, 'unique_key': 'id', 'dest_columns': [api.Column('id', 'integer'), api.Column('v', 'varchar')], 'incremental_predicates': none}) if execute }}
strategy_insert_overwrite: {% set src = ref('src') %}{{ get_incremental_insert_overwrite_sql({'target_relation': this, 'temp_relation': src, 'unique_key': none, 'dest_columns': [api.Column('id', 'integer'), api.Column('v', 'varchar')], 'incremental_predicates': none}) if execute }}
strategy_microbatch: {% set src = ref('src') %}{{ config(event_time='day') }}{{ get_incremental_microbatch_sql({'target_relation': this, 'temp_relation': src, 'unique_key': none, 'dest_columns': [api.Column('id', 'integer'), api.Column('v', 'varchar')], 'incremental_predicates': ["DBT_INTERNAL_TARGET.day >= '2024-01-01'"]}) if execute }}
snapshot_merge: {% set src = ref('src') %}{{ snapshot_merge_sql(this, src, [adapter.quote('id'), adapter.quote('v')]) if execute }}
snapshot_hash: {{ snapshot_hash_arguments(['id', 'updated_at']) }}
build_snapshot_table: {{ build_snapshot_table({'scd_id': "md5('x')", 'updated_at': 'ts', 'unique_key': 'id', 'invalidate_hard_deletes': false, 'hard_deletes': 'ignore'}, 'select 1 as id') if execute }}
test_sql: {{ get_test_sql('select 1', 'count(*)', '!= 0', '> 3', 5) }}
limit_subquery: {{ get_limit_subquery_sql('select 1', 5) }}
empty_subquery: {{ get_empty_subquery_sql('select 1') }}
unit_test_sql: {{ get_unit_test_sql('select 1 as id', 'select 1 as id', ['id']) }}
