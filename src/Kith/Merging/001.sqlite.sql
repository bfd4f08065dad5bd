-- By what other systems know people who became part of somebody else: they go on sending it.
create table merged_identifiers (
    tenant_id integer not null references tenants (id),
    kind text not null,
    value text not null, -- the normal form
    person_id blob not null, -- who had it; moved by now
    primary key (tenant_id, kind, value, person_id)
) without rowid;

create index merged_identifiers_of_person on merged_identifiers (tenant_id, person_id);
