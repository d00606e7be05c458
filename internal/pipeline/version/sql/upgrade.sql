alter table _scv.versions add column if not exists inputs varchar;
alter table _scv.versions add column if not exists left_at timestamp;
alter table _scv.versions add column if not exists left_by varchar;
alter table _scv.versions add column if not exists left_reason varchar;
