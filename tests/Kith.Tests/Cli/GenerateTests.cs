using System.Globalization;
using Kith.Tests.Support;
using PhoneNumbers;

namespace Kith.Tests.Cli;

public sealed class GenerateTests
{
    private const int People = 300;
    private const int Sample = 40;
    private const string Key = KithProcess.ChosenKey;

    private static readonly string[] Tables = ["users", "tags", "segments", "organizations", "people", "person_notes"];

    [Fact]
    public async Task The_same_seed_gives_the_same_documents_and_another_seed_others()
    {
        await using var first = await TestDatabase.CreateEmptyAsync();
        await using var second = await TestDatabase.CreateEmptyAsync();
        await using var other = await TestDatabase.CreateEmptyAsync();
        (await GenerateAsync(first)).Is(0);
        (await GenerateAsync(second)).Is(0);
        (await GenerateAsync(other, "--seed 8")).Is(0);

        foreach (var table in Tables)
        {
            var documents = await DocumentsAsync(first, table);
            Assert.NotEmpty(documents);
            Assert.Equal(documents, await DocumentsAsync(second, table));
            Assert.Empty(documents.Intersect(await DocumentsAsync(other, table)));
        }
    }

    [Fact]
    public async Task What_is_announced_is_there_and_sound()
    {
        await using var database = await TestDatabase.CreateEmptyAsync();

        var said = (await GenerateAsync(database)).Is(0).Output;

        var counted = new List<string>();
        foreach (var (table, name) in (IEnumerable<(string, string)>)[("people", "people"), ("person_notes", "notes"), ("organizations", "organizations"), ("users", "users"), ("tags", "tags"), ("segments", "segments")])
            counted.Add($"{(await DocumentsAsync(database, table)).Count} {name}");
        Assert.Equal($"{People} people", counted[0]);
        Assert.All(counted, count => Assert.Contains(count, said, StringComparison.Ordinal));
        (await KithProcess.RunAsync(database, "verify")).Is(0);
        (await KithProcess.RunAsync(database, "keys create --tenant default --user a@example.com --role member")).Is(0);
    }

    [Fact]
    public async Task A_tenant_with_people_is_refused_and_another_one_made()
    {
        await using var database = await TestDatabase.CreateEmptyAsync();
        (await GenerateAsync(database)).Is(0);

        Assert.Contains("--tenant", (await GenerateAsync(database)).Is(1).Errors, StringComparison.Ordinal);
        Assert.Equal(People, (await DocumentsAsync(database, "people")).Count);

        (await GenerateAsync(database, "--tenant second")).Is(0);
        Assert.Equal(2 * People, (await DocumentsAsync(database, "people")).Count);
        (await KithProcess.RunAsync(database, "verify")).Is(0);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("10000001")]
    [InlineData("many")]
    public async Task A_number_of_people_that_cannot_be_meant_is_refused(string people)
    {
        await using var database = await TestDatabase.CreateEmptyAsync();

        Assert.Contains("--people", (await KithProcess.RunAsync(database, $"generate --people {people}")).Is(1).Errors, StringComparison.Ordinal);
        Assert.Contains("--people", (await KithProcess.RunAsync(database, "generate")).Is(1).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_person_is_enough()
    {
        await using var database = await TestDatabase.CreateEmptyAsync();

        Assert.Contains("1 people, ", (await KithProcess.RunAsync(database, "generate --people 1")).Is(0).Output, StringComparison.Ordinal);
        Assert.Single(await DocumentsAsync(database, "organizations"));
    }

    [Fact]
    public async Task The_API_takes_each_person_back_as_it_is()
    {
        await using var database = await TestDatabase.CreateEmptyAsync();
        (await GenerateAsync(database)).Is(0);
        await using var server = await KithProcess.ServeAsync(database);

        for (var index = 0; index < People; index += People / Sample)
        {
            var person = await DocumentAsync(server, $"/people?itemsPerPage=1&page={index + 1}");
            var put = await server.SendAsync(HttpMethod.Put, $"/people/{person["id"]}", person.ToJsonString());
            Assert.True(put.Status == 200, $"{put.Status} {put.Text}");
            // Nothing differs, so nothing is written, and the moment of change stays.
            Assert.Equal(person["updatedAt"]!.GetValue<string>(), JsonNode.Parse(put.Text)!["updatedAt"]!.GetValue<string>());
        }
    }

    [Fact]
    public async Task Phone_numbers_are_valid_and_ids_are_in_the_order_of_creation()
    {
        await using var database = await TestDatabase.CreateEmptyAsync();
        (await GenerateAsync(database)).Is(0);
        var people = (await DocumentsAsync(database, "people")).Select(text => JsonNode.Parse(text)!).ToList();

        var numbers = people.SelectMany(person => person["phoneNumbers"]!.AsArray()).Select(phone => phone!["phoneNumber"]!.GetValue<string>()).ToList();
        Assert.True(numbers.Count > People / 2);
        var plans = PhoneNumberUtil.GetInstance();
        Assert.All(numbers, number => Assert.True(plans.IsValidNumber(plans.Parse(number, "NL")), number));

        var moments = people.ConvertAll(person => DateTimeOffset.Parse(person["createdAt"]!.GetValue<string>(), CultureInfo.InvariantCulture));
        Assert.Equal(moments.Order(), moments);
        Assert.Equal(moments.ConvertAll(moment => moment.ToUnixTimeSeconds()), people.ConvertAll(person => Milliseconds(person) / 1000));
        Assert.Contains(people, person => person["updatedAt"]!.GetValue<string>() != person["createdAt"]!.GetValue<string>());

        static long Milliseconds(JsonNode person) => Convert.ToInt64(person["id"]!.GetValue<string>().Replace("-", "", StringComparison.Ordinal)[..12], 16);
    }

    [Fact]
    public async Task An_interrupted_run_says_how_far_it_came_and_leaves_whole_writes()
    {
        await using var database = await TestDatabase.CreateAsync();
        await (await Crm.OpenDatabaseAsync(database.Address, TimeProvider.System)).DisposeAsync();

        var ended = (await KithProcess.InterruptAsync(database, "generate --people 20000", ended => SomebodyIsThereAsync(database, ended))).Is(130);

        var written = (await DocumentsAsync(database, "people")).Count;
        Assert.InRange(written, 1, 19_999);
        Assert.Contains($"Stopped. {written.ToString("N0", CultureInfo.InvariantCulture)} of 20,000 people", ended.Errors, StringComparison.Ordinal);
        (await KithProcess.RunAsync(database, "verify")).Is(0);
    }

    private static async Task SomebodyIsThereAsync(TestDatabase database, Task ended)
    {
        await using var opened = await Crm.OpenDatabaseAsync(database.Address, TimeProvider.System);
        while (!ended.IsCompleted && await opened.ReadAsync(session => session.NumberAsync($"select count(*) from people"), TestContext.Current.CancellationToken) == 0)
            await Task.Yield();
    }

    private static Task<Ended> GenerateAsync(TestDatabase database, string options = "--seed 7") =>
        KithProcess.RunAsync(database, $"generate --people {People} {options}");

    private static async Task<JsonObject> DocumentAsync(KithProcess server, string path) =>
        JsonNode.Parse((await server.ReadAsync(path, Key)).Body)!["member"]![0]!.AsObject();

    private static async Task<IReadOnlyList<string>> DocumentsAsync(TestDatabase database, string table)
    {
        await using var opened = await Crm.OpenDatabaseAsync(database.Address, TimeProvider.System);
        return await opened.ReadAsync(
            session => session.ListAsync($"select document from {new Name(table)} order by tenant_id, id", static row => System.Text.Encoding.UTF8.GetString(row.Bytes(0))),
            TestContext.Current.CancellationToken);
    }
}
