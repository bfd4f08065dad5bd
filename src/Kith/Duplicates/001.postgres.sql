-- What finds people who may be the same. All of it but the dismissals is derived from people, and may be thrown away.

-- How far each tenant's people have been compared.
create table duplicate_progress (
    tenant_id bigint primary key references tenants (id),
    step bigint not null, -- counts each change here: who computed on an earlier one begins anew
    rules bigint not null, -- by which version of the rules
    revision bigint not null, -- what the journal tells up to here is in the groups; 0 until everybody has been compared once
    scan_revision bigint, -- while everybody is compared: the revision at which that began
    scanned uuid -- the last person who has been
);

-- What people have in common when they are worth comparing, as hashes.
create table duplicate_keys (
    tenant_id bigint not null references tenants (id),
    key bigint not null,
    person_id uuid not null,
    primary key (tenant_id, key, person_id)
);

-- Two people who may be the same, once from each side.
create table duplicate_pairs (
    tenant_id bigint not null references tenants (id),
    person_id uuid not null,
    other_id uuid not null,
    score bigint not null, -- ten-thousandths
    reasons bigint not null, -- a bit for each
    primary key (tenant_id, person_id, other_id)
);

create table duplicate_groups (
    tenant_id bigint not null references tenants (id),
    id uuid not null,
    score bigint not null, -- ten-thousandths
    reasons bigint not null, -- a bit for each
    found_at bigint not null, -- Unix milliseconds
    primary key (tenant_id, id)
);

create index duplicate_groups_by_score on duplicate_groups (tenant_id, score desc, id);

-- A person is in one group at most.
create table duplicate_members (
    tenant_id bigint not null references tenants (id),
    person_id uuid not null,
    group_id uuid not null,
    primary key (tenant_id, person_id)
);

create index duplicate_members_of_group on duplicate_members (tenant_id, group_id, person_id);

-- Groups of whom somebody said that they are not the same: nobody in one is paired with another in it.
create table duplicate_dismissals (
    tenant_id bigint not null references tenants (id),
    id uuid not null, -- that of the group
    score bigint not null,
    reasons bigint not null, -- a bit for each
    found_at bigint not null,
    dismissed_at bigint not null,
    dismissed_by uuid not null, -- the user
    primary key (tenant_id, id)
);

create index duplicate_dismissals_by_moment on duplicate_dismissals (tenant_id, dismissed_at desc, id);

create table duplicate_dismissed_people (
    tenant_id bigint not null references tenants (id),
    dismissal_id uuid not null,
    person_id uuid not null,
    primary key (tenant_id, dismissal_id, person_id)
);

create index duplicate_dismissed_people_by_person on duplicate_dismissed_people (tenant_id, person_id, dismissal_id);
