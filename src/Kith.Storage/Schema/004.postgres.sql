-- The greatest id that a tenant has given out: ids ascend in the order of the journal, whatever the clocks of its servers say.
alter table revisions add column last_id uuid; -- null before the first

update revisions set last_id = (select id from journal where journal.tenant_id = revisions.tenant_id order by id desc limit 1);
