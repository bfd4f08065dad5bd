using Kith.Tests.Support;

namespace Kith.Tests.Cli;

public sealed class DatabaseCopyCommandTests
{
    [Fact]
    public async Task A_copy_says_what_was_copied_and_happens_once()
    {
        await using var original = TestDatabase.InFolder();
        await using var copy = await TestDatabase.CreateEmptyAsync();
        var key = (await KithProcess.RunAsync(original, "keys create --tenant t --user a@example.com")).Is(0).LastLine;

        var copied = (await RunAsync(original, copy)).Is(0);

        Assert.Contains(copied.Output.Split('\n'), line => line.StartsWith("journal ", StringComparison.Ordinal) && line.EndsWith("  yes", StringComparison.Ordinal));
        Assert.Contains("journal: ", copied.Errors, StringComparison.Ordinal);
        Assert.Contains("equal", copied.LastLine, StringComparison.Ordinal);
        (await KithProcess.RunAsync(copy, "verify")).Is(0);
        await using (var server = await KithProcess.ServeAsync(copy))
            Assert.Equal(200, await server.GetAsync("/people", key));
        Assert.Contains("finished", (await RunAsync(original, copy)).Is(1).Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("update journal set cause = 'x' where revision = 1")]
    [InlineData("update users set revision = 0")]
    [InlineData("update api_keys set expires_at = 0")]
    [InlineData("update tenants set name = name || ' '")]
    [InlineData("delete from note_categories where id = (select id from note_categories order by id limit 1)")]
    [InlineData("insert into secrets (name, value) select 'planted', hash from api_keys")]
    public async Task A_difference_is_found_and_the_copy_stays_closed(string difference)
    {
        await using var original = TestDatabase.InFolder();
        await using var copy = await TestDatabase.CreateEmptyAsync();
        (await KithProcess.RunAsync(original, "keys create --tenant t --user a@example.com")).Is(0);
        await CopyRowsAsync(original, copy);
        await using (var opened = await Crm.OpenDatabaseAsync(copy.Address, TimeProvider.System, Preparation.CopyTarget))
        {
            await opened.WriteGlobalAsync(async session =>
            {
                await session.RunScriptAsync(difference);
                return true;
            });
        }

        var copied = (await RunAsync(original, copy)).Is(1);

        Assert.Contains("  NO: ", copied.Output, StringComparison.Ordinal);
        Assert.Contains("unfinished copy", (await KithProcess.RunAsync(copy, "keys list")).Is(1).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_copied_is_said_to_be_so()
    {
        await using var nothing = TestDatabase.InFolder();
        await using var copy = await TestDatabase.CreateEmptyAsync();
        Assert.Contains("no database", (await RunAsync(nothing, copy)).Is(1).Errors, StringComparison.Ordinal);

        await (await Crm.OpenDatabaseAsync(nothing.Address, TimeProvider.System)).DisposeAsync();
        Assert.Contains("nothing to copy", (await RunAsync(nothing, copy)).Is(1).Errors, StringComparison.Ordinal);

        (await KithProcess.RunAsync(nothing, "keys create --tenant t --user a@example.com")).Is(0);
        await using (var opened = await Crm.OpenDatabaseAsync(nothing.Address, TimeProvider.System))
            await opened.RequestRebuildAsync(Crm.Vocabulary.Resources[0]);
        Assert.Contains("kith database rebuild", (await RunAsync(nothing, copy)).Is(1).Errors, StringComparison.Ordinal);
        (await KithProcess.RunAsync(nothing, "database rebuild")).Is(0);
        (await RunAsync(nothing, copy)).Is(0);
    }

    /// <summary>Copies all rows, and stops before they are compared.</summary>
    private static async Task CopyRowsAsync(TestDatabase from, TestDatabase to)
    {
        await using var source = await Crm.OpenDatabaseAsync(from.Address, TimeProvider.System, Preparation.Existing);
        await using var target = await Crm.OpenDatabaseAsync(to.Address, TimeProvider.System, Preparation.CopyTarget);
        await Assert.ThrowsAsync<OperationCanceledException>(() => new Copy(source, target).RunAsync(
            progress =>
            {
                if (progress is { Table: "users_identifiers", Rows: > 0 })
                    throw new OperationCanceledException("All but the comparison is done.");
            },
            TestContext.Current.CancellationToken));
    }

    private static Task<Ended> RunAsync(TestDatabase from, TestDatabase to) =>
        KithProcess.RunAsync(from, $"database copy --from {Address(from)} --to {Address(to)}");

    private static string Address(TestDatabase database) => database.Address.Folder ?? database.Address.ConnectionString!;
}
