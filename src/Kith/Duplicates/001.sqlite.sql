-- What finds people who may be the same. All of it but the dismissals is derived from people, and may be thrown away.

-- How far each tenant's people have been compared.
create table duplicate_progress (
    tenant_id integer primary key references tenants (id),
    step integer not null, -- counts each change here: who computed on an earlier one begins anew
    rules integer not null, -- by which version of the rules
    revision integer not null, -- what the journal tells up to here is in the groups; 0 until everybody has been compared once
    scan_revision integer, -- while everybody is compared: the revision at which that began
    scanned blob -- the last person who has been
) without rowid;

-- What people have in common when they are worth comparing, as hashes.
create table duplicate_keys (
    tenant_id integer not null references tenants (id),
    key integer not null,
    person_id blob not null,
    primary key (tenant_id, key, person_id)
) without rowid;

-- Two people who may be the same, once from each side.
create table duplicate_pairs (
    tenant_id integer not null references tenants (id),
    person_id blob not null,
    other_id blob not null,
    score integer not null, -- ten-thousandths
    reasons integer not null, -- a bit for each
    primary key (tenant_id, person_id, other_id)
) without rowid;

create table duplicate_groups (
    tenant_id integer not null references tenants (id),
    id blob not null,
    score integer not null, -- ten-thousandths
    reasons integer not null, -- a bit for each
    found_at integer not null, -- Unix milliseconds
    primary key (tenant_id, id)
) without rowid;

create index duplicate_groups_by_score on duplicate_groups (tenant_id, score desc, id);

-- A person is in one group at most.
create table duplicate_members (
    tenant_id integer not null references tenants (id),
    person_id blob not null,
    group_id blob not null,
    primary key (tenant_id, person_id)
) without rowid;

create index duplicate_members_of_group on duplicate_members (tenant_id, group_id, person_id);

-- Groups of whom somebody said that they are not the same: nobody in one is paired with another in it.
create table duplicate_dismissals (
    tenant_id integer not null references tenants (id),
    id blob not null, -- that of the group
    score integer not null,
    reasons integer not null, -- a bit for each
    found_at integer not null,
    dismissed_at integer not null,
    dismissed_by blob not null, -- the user
    primary key (tenant_id, id)
) without rowid;

create index duplicate_dismissals_by_moment on duplicate_dismissals (tenant_id, dismissed_at desc, id);

create table duplicate_dismissed_people (
    tenant_id integer not null references tenants (id),
    dismissal_id blob not null,
    person_id blob not null,
    primary key (tenant_id, dismissal_id, person_id)
) without rowid;

create index duplicate_dismissed_people_by_person on duplicate_dismissed_people (tenant_id, person_id, dismissal_id);
