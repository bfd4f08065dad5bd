using System.Globalization;
using System.Text;
using Kith.Organizations;
using Kith.People;
using Kith.Tests.Support;

namespace Kith.Tests.Cli;

/// <summary>A server that is killed while it imports, or takes an import back, goes on where it was.</summary>
public sealed class ImportKillTests
{
    private const int Rows = 4_000;

    private static readonly (string, string) Wait = ("Prefer", "wait=60");

    [Fact]
    public async Task A_run_and_an_undo_that_were_killed_end_as_if_they_had_not_been()
    {
        await using var undisturbed = await TestDatabase.CreateEmptyAsync();
        await using (var server = await KithProcess.ServeAsync(undisturbed))
        {
            var import = await SendAsync(server);
            await AskAsync(server, import, "run");
            await EndAsync(server, import, "done");
        }

        await using var killed = await TestDatabase.CreateEmptyAsync();
        string interrupted;
        await using (var server = await KithProcess.ServeAsync(killed))
        {
            interrupted = await SendAsync(server);
            await AskAsync(server, interrupted, "run");
            await KillInTheMiddleAsync(server, interrupted, "run");
        }
        Assert.InRange(await CountAsync(killed), 1, Rows - 1);
        await using (var server = await KithProcess.ServeAsync(killed))
        {
            await EndAsync(server, interrupted, "done");
            Assert.Equal(await PeopleAsync(undisturbed), await PeopleAsync(killed));
            await AskAsync(server, interrupted, "undo");
            await KillInTheMiddleAsync(server, interrupted, "undo");
        }
        Assert.InRange(await CountAsync(killed), 1, Rows - 1);
        await using (var server = await KithProcess.ServeAsync(killed))
        {
            var undone = await EndAsync(server, interrupted, "undone");
            Assert.Equal($$"""{"staged":{{Rows}}}""", undone["counts"]!.ToJsonString());
            Assert.Empty(undone["leftAlone"]!.AsArray());
        }
        Assert.Empty(await PeopleAsync(killed));
        (await KithProcess.RunAsync(killed, "verify")).Is(0);
    }

    private static async Task<string> SendAsync(KithProcess server)
    {
        var csv = new StringBuilder("Name,E-mail,Company,Remark\n");
        for (var row = 0; row < Rows; row++)
            csv.Append(CultureInfo.InvariantCulture, $"Jan Visser{row},jan{row}@example.com,Company {row % 50},remark {row}\n");
        var import = (await server.SendAsync(HttpMethod.Post, "/imports?fileName=people.csv", csv.ToString(), ("Accept", "application/ld+json"))).Is(201).Iri;
        (await server.SendAsync(HttpMethod.Get, import, null, Wait)).Is(200);
        return import;
    }

    private static async Task AskAsync(KithProcess server, string import, string work) => (await server.SendAsync(HttpMethod.Post, $"{import}/{work}", "")).Is(202);

    private static async Task<Reply> EndAsync(KithProcess server, string import, string state)
    {
        Reply reply;
        do
            reply = (await server.SendAsync(HttpMethod.Get, import, null, Wait)).Is(200);
        while (reply["progress"] is not null);
        Assert.Equal(state, reply["state"]!.GetValue<string>());
        return reply;
    }

    private static async Task KillInTheMiddleAsync(KithProcess server, string import, string kind)
    {
        JsonNode? progress;
        do
        {
            progress = (await server.SendAsync(HttpMethod.Get, import)).Is(200)["progress"];
            Assert.Equal(kind, progress!["kind"]!.GetValue<string>());
        }
        while (progress["done"]!.GetValue<long>() == 0);
        server.KillHard();
    }

    private static async Task<long> CountAsync(TestDatabase database)
    {
        await using var opened = await Crm.OpenDatabaseAsync(database.Address, TimeProvider.System);
        return await opened.ReadAsync(session => session.NumberAsync($"select count(*) from {new Name(Person.Resource.Table)}"), TestContext.Current.CancellationToken);
    }

    /// <summary>Who is there: names, addresses, the titles of their organizations, and their notes.</summary>
    private static async Task<List<string>> PeopleAsync(TestDatabase database)
    {
        await using var opened = await Crm.OpenDatabaseAsync(database.Address, TimeProvider.System);
        return await opened.ReadAsync(async session =>
        {
            var titles = (await session.ListAsync($"select document from {new Name(Organization.Resource.Table)}", static row => Json.ParseStored(row.Bytes(0))))
                .ToDictionary(organization => organization["id"]!.GetValue<string>(), organization => organization["title"]!.GetValue<string>());
            var notes = (await session.ListAsync($"select person_id, document ->> 'description' from person_notes", static row => (Person: row.Id(0), Text: row.Text(1)))).ToLookup(note => note.Person, note => note.Text);
            var people = await session.ListAsync($"select document from {new Name(Person.Resource.Table)}", static row => Json.ParseStored(row.Bytes(0)));
            return people.Select(person =>
                $"{person["givenName"]} {person["familyName"]} {person["emailAddresses"]!.ToJsonString()} {string.Join('+', person["organizations"]!.AsArray().Select(iri => titles[$"{Iri.IdOf(iri!.GetValue<string>())}"]))} "
                + string.Join('+', notes[Guid.Parse(person["id"]!.GetValue<string>())])).Order(StringComparer.Ordinal).ToList();
        }, TestContext.Current.CancellationToken);
    }
}
