using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;
using CsCheck;
using Kith.Tests.Contract;
using Kith.Tests.Media;
using Kith.Tests.Support;
using Npgsql;

namespace Kith.Tests.Storage;

/// <summary>What the server says to the database, as the driver saw it: distributed by tenant, each statement must find its node.</summary>
[Trait("Engine", "postgres")]
public sealed partial class StatementsTests
{
    /// <summary>What is the same on every node, and what is the engine's own.</summary>
    private static readonly IReadOnlyList<string> Global = [.. Database.GlobalTables, "pg_database", "pg_attribute", "pg_advisory_xact_lock", "pg_stat_activity"];

    [Fact]
    public async Task Every_statement_of_the_server_carries_the_tenant()
    {
        await using var server = await RunningServer.StartAsync(TimeProvider.System, rateLimit: 100_000);
        var statements = new ConcurrentDictionary<string, bool>();
        var database = new NpgsqlConnectionStringBuilder(server.DatabaseAddress.ConnectionString).Database;
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == "Npgsql",
            Sample = static (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if ((activity.GetTagItem("db.namespace") as string ?? "").Contains(database!, StringComparison.Ordinal) && activity.GetTagItem("db.query.text") is string text)
                    statements[text] = true;
            },
        };
        ActivitySource.AddActivityListener(listener);

        await UseEverythingAsync(server);

        Assert.True(statements.Count > 100, $"only {statements.Count} statements were seen");
        Assert.All(statements.Keys, statement => Assert.True(CarriesTenant(statement), statement));
    }

    [Fact]
    public async Task The_tenant_leads_every_key_and_index_and_foreign_keys_lead_to_tenants_only()
    {
        await using var server = await RunningServer.StartAsync(TimeProvider.System);

        var keys = await server.Database.ReadAsync(session => session.ListAsync(
            $"""
            select c.relname::text, i.relname::text, coalesce(a.attname::text, '')
            from pg_index x join pg_class c on c.oid = x.indrelid join pg_class i on i.oid = x.indexrelid
                left join pg_attribute a on a.attrelid = c.oid and a.attnum = x.indkey[0]
            where c.relnamespace = 'public'::regnamespace
            """,
            static row => (Table: row.Text(0), Index: row.Text(1), First: row.Text(2))), TestContext.Current.CancellationToken);
        Assert.True(keys.Count > 40);
        // Who signs in says an address and no tenant.
        Assert.All(keys.Where(key => !Global.Contains(key.Table) && key.Index != "users_identifiers_of_all"), key => Assert.True(key.First == "tenant_id", $"{key.Index} begins with {key.First}"));

        var references = await server.Database.ReadAsync(session => session.ListAsync(
            $"select conrelid::regclass::text, confrelid::regclass::text, pg_get_constraintdef(oid) from pg_constraint where contype = 'f'",
            static row => (Table: row.Text(0), To: row.Text(1), Definition: row.Text(2))), TestContext.Current.CancellationToken);
        Assert.NotEmpty(references);
        Assert.All(references, reference => Assert.StartsWith("FOREIGN KEY (tenant_id) REFERENCES tenants(id)", reference.Definition, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("select id from people where id = $1", false)]
    [InlineData("select id from people p join tenants t on t.id = p.tenant_id where t.name = $1", false)]
    [InlineData("select p.id from people_tags l join people p on p.id = l.source_id where l.tenant_id = $1", false)]
    [InlineData("insert into tags (id, tenant_id) values ($1, $2)", false)]
    [InlineData("delete from journal", false)]
    [InlineData("select id from people where tenant_id = $1", true)]
    [InlineData("select p.id from people_tags l join people p on p.tenant_id = l.tenant_id and p.id = l.source_id where l.tenant_id = $1", true)]
    [InlineData("insert into tags (tenant_id, id) values ($1, $2)", true)]
    [InlineData("select name from tenants", true)]
    public void What_lacks_the_tenant_is_told_apart(string statement, bool expected) => Assert.Equal(expected, CarriesTenant(statement));

    private static bool CarriesTenant(string statement)
    {
        var tables = TableName().Matches(statement).Select(match => match.Groups["table"].Value).Where(table => !Global.Contains(table)).ToList();
        var isAsked = statement.Contains("tenant_id = $", StringComparison.Ordinal) || InsertedTenant().IsMatch(statement);
        return tables.Count == 0 || (isAsked && TenantColumn().Count(statement) >= tables.Count);
    }

    private static async Task UseEverythingAsync(RunningServer server)
    {
        var writes = await RandomWrites.StartAsync(server);
        var steps = new List<Step>();
        Enumerable.Range(0, Step.Kinds).ToList().ForEach(kind => steps.AddRange(Enumerable.Range(0, 6).Select(i => new Step(kind, (kind * 37) + i, i))));
        await writes.RunAsync(steps);
        await writes.RunAsync(steps.AsEnumerable().Reverse());

        var crm = await server.NewTenant();
        foreach (var resource in Crm.Vocabulary.Resources)
        {
            var collection = await Declarations.Collection(crm, resource);
            await crm.Get(collection);
            foreach (var parameter in resource.Filters.SelectMany(filter => filter.Parameters).Select(parameter => parameter.Name))
            {
                foreach (var value in (string[])["true", "asc", "2026-01-01", $"{Guid.Empty}", "somebody@example.com", "an", "%2B31612345678"])
                    await crm.Get($"{collection}?{Uri.EscapeDataString(parameter)}={value}");
            }
        }
        var person = await crm.Person();
        (await crm.Get($"{person}/history")).Is(200);
        (await crm.Post("/people", """{"familyName":"Once"}""", ("Idempotency-Key", "once"))).Is(201);
        (await crm.Post("/people", """{"familyName":"Known","emailAddresses":[{"email":"known@example.com"}],"customerId":"1","externalSource":"crm"}""")).Is(201);
        (await crm.Post("/people/resolve", """{"items":["known@example.com",{"customerId":"1","familyName":"Known"}]}""")).Is(200);
        (await crm.Put("/people?match=customerId", """{"customerId":"1","externalSource":"crm","jobTitle":"Buyer"}""")).Is(200);
        (await crm.Post("/people/batch", """{"mode":"bestEffort","operations":[{"method":"create","body":{}},{"method":"create","body":{"familyName":"Known"}}]}""")).Is(200);
        var picture = (await MediaTests.Upload(crm, Pictures.Of(SkiaSharp.SKEncodedImageFormat.Png))).Is(201);
        (await crm.Get(picture["contentUrl"]!.GetValue<string>())).Is(200);
        (await crm.Delete(picture.Iri)).Is(204);
        (await crm.Get("/readyz")).Is(200);
        foreach (var resource in Crm.Vocabulary.Resources)
            await server.Database.RequestRebuildAsync(resource);
        while (await server.Database.RebuildNextAsync() is not null)
        {
            // Until all are done.
        }
    }

    [GeneratedRegex(@"\b(from|join|into|update) (?!set )(?<table>[a-z_]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex TableName();

    [GeneratedRegex(@"insert into [a-z_]+ \(tenant_id,", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex InsertedTenant();

    [GeneratedRegex(@"\btenant_id\b", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex TenantColumn();
}
