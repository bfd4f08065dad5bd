using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kith.Access;
using Kith.NoteCategories;
using Kith.Notes;
using Kith.Organizations;
using Kith.People;
using Kith.Tags;
using Sylvan.Data.Csv;

namespace Kith.Cli;

/// <summary>
/// The members of the United States Congress as people to try Kith on, written the way any request is. Columns that a person
/// has no property for become lines of a note, so that nothing of the file is lost.
/// </summary>
internal static class Demo
{
    private const string Cause = "kith demo";

    /// <summary>The file says phone numbers as they are dialled at home.</summary>
    private const string CountryCode = "+1 ";

    private static readonly (string Column, string Label)[] NotedColumns =
    [
        ("Nickname", "Known as"), ("Name Suffix", "Suffix"), ("Birthday", "Born"), ("Address 1 - Region", "Region"), ("Website 1 - Value", "Website"),
    ];

    /// <summary>Loads the people, all or none, unless the tenant has people already.</summary>
    public static async Task LoadAsync(Database database, string defaultCountry, TextWriter output)
    {
        var tenant = await new Tenants(database, defaultCountry).EnsureTenantAsync(ServeCommand.FirstTenant);
        var outcome = await database.WriteAsync<int>(new Author(tenant.Tenant, tenant.Country, null, null, Cause), async write =>
        {
            if (await write.Session.NumberAsync($"select count(*) from people where tenant_id = {tenant.Tenant}") > 0)
                return 0;
            var admin = await write.Session.FirstAsync($"select id from users where tenant_id = {tenant.Tenant} order by id limit 1", static row => row.Id(0));
            if (admin == default)
                return new Problem(409, $"the tenant {ServeCommand.FirstTenant} has no user. Create one first: kith keys create --tenant {ServeCommand.FirstTenant} --user EMAIL.");
            return await new Loader(write, tenant with { User = admin }).LoadAsync();
        });
        if (!outcome.Succeeded(out var count, out var problem))
            throw new InvalidOperationException($"The demo could not be loaded: {problem.Detail}");
        await output.WriteLineAsync(count > 0 ? $"Loaded {count} people." : "The database has people already: nothing was loaded.");
    }

    private sealed class Loader(Write write, Caller caller)
    {
        private readonly Dictionary<(Resource Resource, string Title), string> _known = [];

        public async ValueTask<Outcome<int>> LoadAsync()
        {
            var category = await write.Session.FirstAsync(
                $"select id from note_categories where tenant_id = {caller.Tenant} order by id limit 1", static row => row.Id(0));
            var path = Path.Combine(AppContext.BaseDirectory, "samples", "legislators.csv");
            await using var rows = await CsvDataReader.CreateAsync(path);
            var count = 0;
            while (await rows.ReadAsync())
            {
                if (!(await AddPersonAsync(rows)).Succeeded(out var person, out var problem))
                    return problem;
                var note = new JsonObject { ["title"] = "From the file", ["description"] = NoteOf(rows), ["category"] = Iri.Of(NoteCategory.Resource, category) };
                if (!(await ApplyAsync(Note.OfPerson, note, person.Id)).Succeeded(out _, out problem))
                    return problem;
                count++;
            }
            return count;
        }

        private async ValueTask<Outcome<Stored>> AddPersonAsync(CsvDataReader row)
        {
            var tags = new JsonArray();
            foreach (var label in Text(row, "Labels").Split(" ::: ", StringSplitOptions.RemoveEmptyEntries))
            {
                if (!(await TitledAsync(Tag.Resource, label)).Succeeded(out var tag, out var refused))
                    return refused;
                tags.Add((JsonNode)tag);
            }
            if (!(await TitledAsync(Organization.Resource, Text(row, "Organization Name"))).Succeeded(out var organization, out var problem))
                return problem;
            var phones = new JsonArray([.. Enumerable.Range(1, 3).Select(number => Text(row, $"Phone {number} - Value")).Where(phone => phone.Length > 0)
                .Select(phone => (JsonNode)new JsonObject { ["phoneNumber"] = CountryCode + phone })]);
            return await ApplyAsync(Person.Resource, new JsonObject
            {
                ["honorificPrefix"] = Optional(row, "Name Prefix"),
                ["givenName"] = Optional(row, "First Name"),
                ["additionalName"] = Optional(row, "Middle Name"),
                ["familyName"] = Text(row, "Last Name"),
                ["customerId"] = Optional(row, "Customer Id"),
                ["jobTitle"] = Optional(row, "Organization Title"),
                ["externalSource"] = "congress-legislators",
                ["phoneNumbers"] = phones,
                ["address"] = new JsonObject
                {
                    ["street"] = Optional(row, "Address 1 - Street"),
                    ["postalCode"] = Optional(row, "Address 1 - Postal Code"),
                    ["city"] = Optional(row, "Address 1 - City"),
                    ["country"] = Optional(row, "Address 1 - Country"),
                },
                ["tags"] = tags,
                ["organizations"] = new JsonArray(organization),
            });
        }

        /// <summary>The tag or organization with a title, made when it is met first.</summary>
        private async ValueTask<Outcome<string>> TitledAsync(Resource resource, string title)
        {
            if (_known.TryGetValue((resource, title), out var known))
                return known;
            if (!(await ApplyAsync(resource, new JsonObject { ["title"] = title })).Succeeded(out var created, out var problem))
                return problem;
            return _known[(resource, title)] = Iri.Of(resource, created.Id);
        }

        private async ValueTask<Outcome<Stored>> ApplyAsync(Resource resource, JsonObject body, Guid? parent = null) => await write.ApplyAsync(
            resource, await write.NextIdAsync(), JsonSerializer.SerializeToElement(body, NodeContext.Default.JsonObject), null,
            new Reading(caller, WriteMode.Create, write.Now, "") { Parent = parent });

        private static string NoteOf(DbDataReader row) => string.Join('\n', NotedColumns
            .Select(noted => (noted.Label, Text: Text(row, noted.Column)))
            .Where(line => line.Text.Length > 0)
            .Select(line => $"{line.Label}: {line.Text}")
            .Append(Text(row, "Notes"))
            .Where(line => line.Length > 0));

        private static string? Optional(DbDataReader row, string column) => Text(row, column) is { Length: > 0 } text ? text : null;

        private static string Text(DbDataReader row, string column) => row.GetString(row.GetOrdinal(column));
    }
}
