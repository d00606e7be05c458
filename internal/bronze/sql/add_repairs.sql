-- Columns of a quarantine from before rows could be repaired.
alter table bronze.quarantine add column if not exists cells varchar;

alter table bronze.quarantine add column if not exists repair_id varchar;
