using System.Text.Json.Nodes;
using Kith.Identity;
using Kith.People;

namespace Kith.Duplicates;

/// <summary>
/// Follows the journal of a tenant and keeps keys, pairs and groups in line with its people, a few at a time: what is computed is
/// computed from one state of the database without holding anybody up, and then written in one small write together with how far
/// it is. If somebody else was faster, nothing is written and the next step begins anew.
/// </summary>
internal sealed class DuplicateFinder(Database database)
{
    /// <summary>What several servers over one database do not do at the same time.</summary>
    private const string Task = "duplicates";

    /// <summary>A write of this many people takes a few milliseconds.</summary>
    private const int PeopleInStep = 250;

    private const int KeysInClearing = 2_000;

    private static readonly string Journaled = DuplicateGroup.Resource.Type;

    /// <summary>The tenants where there is something to do.</summary>
    public ValueTask<List<long>> BehindAsync(CancellationToken cancellation) => database.ReadAsync(Progress.BehindAsync, cancellation);

    /// <summary>Does the next step for a tenant.</summary>
    /// <returns>Whether something was done; not so while another server is at it.</returns>
    public async ValueTask<bool> StepAsync(long tenant, CancellationToken cancellation)
    {
        await using var hold = await database.TryHoldAsync(Task, tenant);
        if (hold is null)
            return false;
        var plan = await database.SnapshotAsync(session => PlanAsync(session, tenant, cancellation), cancellation);
        return plan is not null && await database.WriteBesideAsync(session => plan.WriteAsync(session, tenant));
    }

    /// <summary>Takes away what was derived of people who are erased: what they were can be told no more once the journal has lost it.</summary>
    /// <param name="session">The write.</param>
    /// <param name="tenant">The tenant.</param>
    /// <param name="country">Its country.</param>
    /// <param name="people">The people.</param>
    /// <param name="versions">All that they ever were.</param>
    public static async ValueTask ForgetAsync(Session session, long tenant, string country, IReadOnlyList<Guid> people, IEnumerable<JsonObject> versions)
    {
        // Pairs and groups follow by themselves, when they are gone.
        await Progress.InterruptAsync(session, tenant);
        foreach (var key in versions.SelectMany(version => BlockingKeys.Of(Traits.Of(Json.Bytes(version), country))).Distinct())
            await session.RunLaterAsync($"delete from duplicate_keys where tenant_id = {tenant} and key = {key} and person_id in {people}");
    }

    private async ValueTask<Plan?> PlanAsync(Session session, long tenant, CancellationToken cancellation)
    {
        var (last, country) = await session.FirstAsync(
            $"select r.revision, t.country from revisions r join tenants t on t.id = r.tenant_id where r.tenant_id = {tenant}", static row => (row.Long(0), row.Text(1)));
        return await Progress.ReadAsync(session, tenant) switch
        {
            null => Plan.To(new Progress(0, Progress.CurrentRules, 0, last, null)) with { IsFirst = true },
            { Rules: < Progress.CurrentRules } progress => await ClearAsync(session, tenant, progress),
            { Rules: > Progress.CurrentRules } => null,
            { ScanRevision: not null } progress => await ScanAsync(session, tenant, country!, progress, cancellation),
            { } progress when progress.Revision < last => await FollowAsync(session, tenant, country!, progress, last, cancellation),
            _ => null,
        };
    }

    /// <summary>Keys of earlier rules go, a part at a time; then everybody is compared again.</summary>
    private static async ValueTask<Plan> ClearAsync(Session session, long tenant, Progress progress)
    {
        var upTo = await session.FirstAsync(
            $"select max(key) from (select key from duplicate_keys where tenant_id = {tenant} order by key limit {new Constant(KeysInClearing)}) first_keys",
            static row => row.IsNull(0) ? (long?)null : row.Long(0));
        return upTo is null
            ? Plan.To(progress with { Rules = Progress.CurrentRules, Revision = 0, ScanRevision = progress.ScanRevision ?? progress.Revision, Scanned = null })
            : Plan.To(progress) with { ClearedUpTo = upTo };
    }

    private async ValueTask<Plan> ScanAsync(Session session, long tenant, string country, Progress progress, CancellationToken cancellation)
    {
        var documents = await session.ListAsync(
            $"select id, document from {new Name(Person.Resource.Table)} where tenant_id = {tenant} and id > {progress.Scanned ?? default} order by id limit {new Constant(PeopleInStep)}",
            static row => (Id: row.Id(0), Document: row.Bytes(1)), cancellation);
        if (documents.Count == 0)
            return Plan.To(progress with { Revision = progress.ScanRevision!.Value, ScanRevision = null, Scanned = null });
        var changed = documents.ConvertAll(person => new Changed(person.Id, Traits.Of(person.Document, country), new HashSet<long>()));
        return await CompareAsync(session, tenant, country, Plan.To(progress with { Scanned = documents[^1].Id }) with { Changed = changed }, [], cancellation);
    }

    private async ValueTask<Plan> FollowAsync(Session session, long tenant, string country, Progress progress, long last, CancellationToken cancellation)
    {
        var entries = await session.ListAsync(
            $"""
            select revision, type, id, before, after from journal
            where tenant_id = {tenant} and revision > {progress.Revision} and type in ({Person.Resource.Type}, {Journaled})
            order by revision limit {new Constant(PeopleInStep)}
            """,
            static row => new Entry(row.Long(0), row.Text(1), row.Id(2), row.IsNull(3) ? null : row.Bytes(3), row.IsNull(4) ? null : row.Bytes(4)), cancellation);
        var reached = entries.Count == PeopleInStep ? entries[^1].Revision : last;
        var ofPeople = entries.Where(entry => entry.Type != Journaled).GroupBy(entry => entry.Id).ToList();
        var documents = await Comparison.DocumentsOfAsync(session, tenant, ofPeople.Select(person => person.Key), cancellation);
        var changed = new List<Changed>();
        foreach (var person in ofPeople)
        {
            // What is kept of the person was made from one of these, whichever it was.
            var now = documents.GetValueOrDefault(person.Key);
            var states = person.SelectMany(entry => (byte[]?[])[entry.Before, entry.After]).OfType<byte[]>().ToList();
            if (now is not null && person.First().Before is not null && states.TrueForAll(state => Traits.AreSame(state, now)))
                continue;
            var before = states.SelectMany(state => BlockingKeys.Of(Traits.Of(state, country))).ToHashSet();
            changed.Add(new Changed(person.Key, now is null ? null : Traits.Of(now, country), before));
        }
        var regrouped = entries.Where(entry => entry.Type == Journaled).SelectMany(entry => DuplicateGroup.PeopleIn(entry.After ?? entry.Before!));
        return await CompareAsync(session, tenant, country, Plan.To(progress with { Revision = reached }) with { Changed = changed }, regrouped, cancellation);
    }

    private async ValueTask<Plan> CompareAsync(Session session, long tenant, string country, Plan plan, IEnumerable<Guid> regrouped, CancellationToken cancellation)
    {
        var compared = plan.Changed.Count > 0 ? await new Comparison(session, tenant, country).RunAsync(plan.Changed, cancellation) : plan.Compared;
        var affected = compared.Found.Concat(compared.Lost).SelectMany(pair => (Guid[])[pair.One, pair.Other]).Concat(regrouped).ToHashSet();
        var groups = affected.Count == 0
            ? Regrouped.Nothing
            : await new Regrouping(session, tenant, compared).RunAsync(affected, () => database.Ids.Next(), database.Clock.GetUtcNow().ToUnixTimeMilliseconds());
        return plan with { Compared = compared, Groups = groups };
    }

    private sealed record Entry(long Revision, string Type, Guid Id, byte[]? Before, byte[]? After);

    /// <summary>What a step writes.</summary>
    private sealed record Plan(Progress Progress)
    {
        private const int RowsInStatement = 64;

        public bool IsFirst { get; init; }

        public long? ClearedUpTo { get; init; }

        public IReadOnlyList<Changed> Changed { get; init; } = [];

        public Compared Compared { get; init; } = new([], []);

        public Regrouped Groups { get; init; } = Regrouped.Nothing;

        public static Plan To(Progress progress) => new(progress);

        /// <returns>Whether it was still the next step.</returns>
        public async ValueTask<bool> WriteAsync(Session session, long tenant)
        {
            if (IsFirst)
            {
                return await session.ExecuteAsync($"""
                    insert into duplicate_progress (tenant_id, step, rules, revision, scan_revision) values ({tenant}, 1, {Progress.Rules}, 0, {Progress.ScanRevision})
                    on conflict (tenant_id) do nothing
                    """) > 0;
            }
            if (!await Progress.TryAdvanceAsync(session, tenant))
                return false;
            if (ClearedUpTo is { } last)
                await session.RunLaterAsync($"delete from duplicate_keys where tenant_id = {tenant} and key <= {last}");
            await WriteKeysAsync(session, tenant);
            foreach (var pair in Compared.Lost)
            {
                await session.RunLaterAsync($"delete from duplicate_pairs where tenant_id = {tenant} and person_id = {pair.One} and other_id = {pair.Other}");
                await session.RunLaterAsync($"delete from duplicate_pairs where tenant_id = {tenant} and person_id = {pair.Other} and other_id = {pair.One}");
            }
            foreach (var pair in Compared.Found)
            {
                await session.RunLaterAsync($"""
                    insert into duplicate_pairs (tenant_id, person_id, other_id, score, reasons)
                    values ({tenant}, {pair.One}, {pair.Other}, {pair.Score}, {(long)pair.Reasons}), ({tenant}, {pair.Other}, {pair.One}, {pair.Score}, {(long)pair.Reasons})
                    """);
            }
            await Groups.WriteAsync(session, tenant);
            return true;
        }

        private async ValueTask WriteKeysAsync(Session session, long tenant)
        {
            foreach (var person in Changed)
            {
                foreach (var key in person.Before.Except(person.Keys))
                    await session.RunLaterAsync($"delete from duplicate_keys where tenant_id = {tenant} and key = {key} and person_id = {person.Id}");
            }
            foreach (var rows in Changed.SelectMany(person => person.Keys.Select(key => (Person: person.Id, Key: key))).OrderBy(row => row.Key).Chunk(RowsInStatement))
            {
                var insert = Sql.Of($"insert into duplicate_keys (tenant_id, key, person_id) values ");
                // The last one is repeated, so that there is one statement to prepare.
                insert.AppendList(Enumerable.Range(0, RowsInStatement).Select(index => rows[Math.Min(index, rows.Length - 1)]).Select(row => Sql.Of($"({tenant}, {row.Key}, {row.Person})")));
                await session.RunLaterAsync(insert.Append($" on conflict do nothing"));
            }
        }
    }
}
