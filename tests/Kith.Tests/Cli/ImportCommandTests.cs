using Kith.Tests.Support;

namespace Kith.Tests.Cli;

public sealed class ImportCommandTests
{
    private const string Csv = "Name,E-mail,Colour\nJan de Vries,jan@example.com,blue\nAnna Smit,anna@example.com,\n";

    [Fact]
    public async Task A_file_comes_in_with_a_summary_and_again_changes_nothing()
    {
        await using var database = await Prepared();
        using var file = new TemporaryFile(Csv);

        var first = (await KithProcess.RunAsync(database, $"import {file.Path} --tenant acme --match email --map Colour=tags")).Is(0);
        var again = (await KithProcess.RunAsync(database, $"import {file.Path} --tenant acme")).Is(0);

        Assert.Equal(["2 rows", "2 created"], Told(first));
        Assert.Contains("/undo", first.LastLine, StringComparison.Ordinal);
        // Nobody is at a terminal: there is no progress to show.
        Assert.Equal("", first.Errors);
        Assert.Equal(["2 rows", "2 unchanged"], Told(again));
        Assert.Equal((2, 1), (await Count(database, "people"), await Count(database, "tags")));
    }

    [Fact]
    public async Task A_dry_run_tells_and_writes_nothing()
    {
        await using var database = await Prepared();
        using var file = new TemporaryFile(Csv);

        var dry = (await KithProcess.RunAsync(database, $"import {file.Path} --tenant acme --dry-run")).Is(0);

        Assert.Equal(["2 rows", "2 create"], Told(dry));
        foreach (var table in (string[])["people", "person_notes", "imports", "import_rows", "import_jobs"])
            Assert.Equal(0, await Count(database, table));
    }

    [Fact]
    public async Task Rows_that_are_left_out_are_named_and_told_by_the_exit_code()
    {
        await using var database = await Prepared();
        using var file = new TemporaryFile(Csv + "Wrong,nowhere,\n");

        foreach (var arguments in (string[])[" --dry-run", ""])
        {
            var ended = (await KithProcess.RunAsync(database, $"import {file.Path} --tenant acme{arguments}")).Is(2);
            Assert.Contains("Row 4: E-mail: “nowhere” is not a valid e-mail address.", ended.Errors, StringComparison.Ordinal);
            Assert.Contains("1 error", Told(ended));
        }
        Assert.Equal(2, await Count(database, "people"));
    }

    [Fact]
    public async Task A_column_of_bad_addresses_is_one_of_addresses_and_the_next_file_is_matched_by_them()
    {
        await using var database = await Prepared();
        (await KithProcess.RunWithInputAsync(database, "import - --tenant acme", "Last name,E-mail\nZed,bad@\n")).Is(2);

        var ended = (await KithProcess.RunWithInputAsync(database, "import - --tenant acme", "Last name,E-mail\nQ,q@cli.example\nBad,bad@\n")).Is(2);
        var again = (await KithProcess.RunWithInputAsync(database, "import - --tenant acme", "Last name,E-mail\nQueue,q@cli.example\n")).Is(2);

        Assert.Contains("Row 3: E-mail: “bad@” is not a valid e-mail address.", ended.Errors, StringComparison.Ordinal);
        Assert.Contains("Row 2: same e-mail address q@cli.example; another family name, Q", again.Errors, StringComparison.Ordinal);
        Assert.Equal(1, await Count(database, "people"));
    }

    [Fact]
    public async Task A_hyphen_reads_standard_input()
    {
        await using var database = await Prepared();

        var ended = (await KithProcess.RunWithInputAsync(database, "import - --tenant acme --action create", Csv)).Is(0);

        Assert.Equal(["2 rows", "2 created"], Told(ended));
    }

    [Fact]
    public async Task Rows_that_are_skipped_are_left_out_too()
    {
        await using var database = await Prepared();

        var ended = (await KithProcess.RunWithInputAsync(database, "import - --tenant acme --action update", Csv)).Is(2);

        Assert.Equal(["2 rows", "2 skipped"], Told(ended));
        Assert.Contains("Row 2: nobody is there who could be updated", ended.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_stops_it_while_the_file_is_read_is_told_that_nothing_was_written()
    {
        await using var database = await Prepared();

        var ended = (await KithProcess.InterruptAfterInputAsync(database, "import - --tenant acme")).Is(130);

        Assert.Contains("nothing was written", ended.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("/imports/", ended.Errors, StringComparison.Ordinal);
        Assert.Equal(0, await Count(database, "import_rows"));
    }

    [Theory]
    [InlineData("{0} --tenant acme --map Shoe=tags", "Shoe")]
    [InlineData("{0} --tenant acme --map Colour=shoeSize", "shoeSize")]
    [InlineData("{0} --tenant acme --map Colour=tags:sometimes", "skip, fill, overwrite, append")]
    [InlineData("{0} --tenant acme --map Colour", "Column=target")]
    [InlineData("{0} --tenant acme --match shoes", "shoes")]
    [InlineData("{0} --tenant nobody", "nobody")]
    [InlineData("/nowhere/people.csv --tenant acme", "/nowhere/people.csv")]
    public async Task What_cannot_be_done_is_said_and_writes_nothing(string arguments, string said)
    {
        await using var database = await Prepared();
        using var file = new TemporaryFile(Csv);

        var ended = (await KithProcess.RunAsync(database, $"import {string.Format(System.Globalization.CultureInfo.InvariantCulture, arguments, file.Path)}")).Is(1);

        Assert.Contains(said, ended.Errors, StringComparison.Ordinal);
        foreach (var table in (string[])["people", "imports", "import_rows", "import_jobs"])
            Assert.Equal(0, await Count(database, table));
    }

    private static async Task<TestDatabase> Prepared()
    {
        var database = await TestDatabase.CreateEmptyAsync();
        (await KithProcess.RunAsync(database, "keys create --tenant acme --user jan@example.com")).Is(0);
        return database;
    }

    /// <summary>The lines of the summary, without what is between number and word.</summary>
    private static IReadOnlyList<string> Told(Ended ended) =>
        [.. ended.Output.Split('\n').Where(line => line.StartsWith(' ')).Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))];

    private static async Task<long> Count(TestDatabase database, string table)
    {
        await using var opened = await Crm.OpenDatabaseAsync(database.Address, TimeProvider.System);
        return await opened.ReadAsync(session => session.NumberAsync($"select count(*) from {new Name(table)}"), TestContext.Current.CancellationToken);
    }

    private sealed class TemporaryFile : IDisposable
    {
        public TemporaryFile(string text) => File.WriteAllText(Path, text);

        public string Path { get; } = System.IO.Path.GetTempFileName();

        public void Dispose() => File.Delete(Path);
    }
}
