-- The greatest id that a tenant has given out: ids ascend in the order of the journal, whatever clocks say.
alter table revisions add column last_id blob; -- null before the first

update revisions set last_id = (select max(id) from journal where journal.tenant_id = revisions.tenant_id);
