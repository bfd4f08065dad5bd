using Kith.Tests.Support;

namespace Kith.Tests.Cli;

public sealed class ExportCommandTests
{
    [Fact]
    public async Task A_file_is_written_in_the_form_that_it_ends_with_and_comes_back_unchanged()
    {
        await using var database = await TestDatabase.CreateEmptyAsync();
        (await KithProcess.RunAsync(database, "generate --people 60 --seed 3")).Is(0);
        var folder = Directory.CreateTempSubdirectory("kith-export-test");
        try
        {
            foreach (var end in (string[])["csv", "xlsx", "vcf", "jsonl"])
            {
                var file = Path.Combine(folder.FullName, $"people.{end}");
                await File.WriteAllTextAsync(file, "what was there before", TestContext.Current.CancellationToken);

                Assert.Equal("60 people in " + file, (await KithProcess.RunAsync(database, $"export {file}")).Is(0).Errors.Trim());

                var imported = (await KithProcess.RunAsync(database, $"import {file} --dry-run")).Is(0).Output;
                Assert.Matches(@"\s60  same", imported);
                Assert.Equal([file], folder.GetFiles().Select(left => left.FullName));
                File.Delete(file);
            }
            var printed = (await KithProcess.RunAsync(database, "export --format csv --columns id,familyName --filter order[familyName]=asc --filter exists[archivedAt]=false")).Is(0);
            var names = printed.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal("Kith id,Family name", names[0].Trim('\uFEFF', '\r'));
            Assert.Equal($"{names.Length - 1} people", printed.Errors.Trim());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("export", "--format")]
    [InlineData("export people.pdf", "--format")]
    [InlineData("export --format csv --filter nonsense=1", "nonsense")]
    [InlineData("export --format csv --filter tags.id=nonsense", "tags.id")]
    [InlineData("export --format csv --columns familyName,shoeSize", "columns")]
    [InlineData("export --format csv --tenant nobody", "nobody")]
    [InlineData("export /nowhere/people.csv", "There is no folder /nowhere.")]
    public async Task What_cannot_be_done_is_said_and_leaves_nothing(string arguments, string what)
    {
        await using var database = await TestDatabase.CreateEmptyAsync();
        (await KithProcess.RunAsync(database, "generate --people 1")).Is(0);

        var ended = (await KithProcess.RunAsync(database, arguments)).Is(1);

        Assert.Contains(what, ended.Errors, StringComparison.Ordinal);
        Assert.Empty(ended.Output);
        Assert.False(File.Exists("people.pdf"));
    }
}
