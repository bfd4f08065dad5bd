-- The greatest id that a tenant has given out: ids ascend in the order of the journal, whatever the clocks of its servers say.
alter table revisions add column last_id uuid; -- null before the first

update revisions set last_id = greatest.id
from (select distinct on (tenant_id) tenant_id, id from journal order by tenant_id, id desc) greatest
where greatest.tenant_id = revisions.tenant_id;
