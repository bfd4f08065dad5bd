using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kith.Access;
using Kith.Cli;
using Kith.Hydra;
using Kith.Organizations;
using Kith.People;
using Kith.Segments;
using Kith.Storage;
using Kith.Tags;

namespace Kith.Bench;

/// <summary>
/// Fills a data folder with people, through the write path that requests take. The same count gives the same people, ids and
/// moments each time; only keys, users and note categories get other ids.
/// </summary>
internal sealed class Seeder(Write write, Caller caller, Samples samples)
{
    private const int PeoplePerWrite = 250;
    private const int PeoplePerOrganization = 20;
    private const int TagCount = 20;
    private const int SegmentCount = 6;

    public static async Task RunAsync(string folder, int count)
    {
        var clock = new SeedClock();
        await using var database = await Crm.OpenDatabaseAsync(DatabaseAddress.OfFolder(folder), clock);
        var tenants = new Tenants(database);
        var caller = await tenants.EnsureTenantAsync(ServeCommand.FirstTenant);
        var samples = new Samples(clock);

        await RunAsync(database, caller, samples, seeder => seeder.AddTargetsAsync(Math.Max(1, count / PeoplePerOrganization)));
        var people = new List<Guid>(count);
        var watch = Stopwatch.StartNew();
        while (people.Count < count)
        {
            clock.Advance();
            await RunAsync(database, caller, samples, async seeder =>
            {
                for (var last = Math.Min(count, people.Count + PeoplePerWrite); people.Count < last;)
                    people.Add(await seeder.ApplyAsync(Person.Resource, samples.Person()));
            });
            if (people.Count % 50_000 == 0)
                await Console.Error.WriteLineAsync($"{people.Count} people in {watch.Elapsed.TotalSeconds:F0} s");
        }
    }

    private static async Task RunAsync(Database database, Caller caller, Samples samples, Func<Seeder, ValueTask> work)
    {
        var author = new Author(caller.Tenant, caller.Country, null, null, "bench");
        await database.WriteAsync<bool>(author, async write =>
        {
            await work(new Seeder(write, caller, samples));
            return true;
        });
    }

    /// <summary>What people point at.</summary>
    private async ValueTask AddTargetsAsync(int organizations)
    {
        for (var i = 0; i < TagCount; i++)
            samples.Tags.Add(Iri.Of(Tag.Resource, await ApplyAsync(Tag.Resource, new JsonObject { ["title"] = $"Tag {i}" })));
        for (var i = 0; i < SegmentCount; i++)
            samples.Segments.Add(Iri.Of(Segment.Resource, await ApplyAsync(Segment.Resource, new JsonObject { ["title"] = $"Segment {i}" })));
        for (var i = 0; i < organizations; i++)
            samples.Organizations.Add(Iri.Of(Organization.Resource, await ApplyAsync(Organization.Resource, samples.Organization(i))));
    }

    private async ValueTask<Guid> ApplyAsync(Resource resource, JsonObject body)
    {
        var id = samples.NextId();
        var element = JsonSerializer.SerializeToElement(body, NodeContext.Default.JsonObject);
        var reading = new Reading(caller, WriteMode.Create, write.Now, "");
        if (!(await write.ApplyAsync(resource, id, element, null, reading)).Succeeded(out _, out var problem))
            throw new InvalidOperationException($"{problem.Detail} {body.ToJsonString()}");
        return id;
    }
}

/// <summary>A clock that stands still during a write and goes on by a second between writes.</summary>
internal sealed class SeedClock : TimeProvider
{
    private DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => _now;

    public void Advance() => _now += TimeSpan.FromSeconds(1);
}
