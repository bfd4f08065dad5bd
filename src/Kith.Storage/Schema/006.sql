-- How often documents of a tenant were taken out of its journal: what was counted by the journal before counts no more.
alter table revisions add column erasures bigint not null default 0;

-- Up to which of these there is nothing left of them in what the engine keeps for itself.
alter table revisions add column overwritten bigint not null default 0;

-- What was deleted is found by what it was.
create index journal_of_deletions on journal (tenant_id, type, revision) where after is null;
