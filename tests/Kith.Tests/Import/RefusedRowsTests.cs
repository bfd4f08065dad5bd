using Kith.Tests.Support;

namespace Kith.Tests.Import;

/// <summary>Rows that cannot be taken leave those beside them alone, and a preview says so of them before.</summary>
public sealed class RefusedRowsTests(RunningServer server)
{
    private static readonly string TooLong = new('x', 300);

    [Fact]
    public async Task A_row_that_is_refused_leaves_what_the_others_name_for_the_first_time()
    {
        var crm = await server.NewTenant();
        var import = await crm.SendFile($"Last Name,E-mail,Company,Tags\nVries,aa@example.com,Acme,fair\nSmit,bb@example.com,{TooLong},\nVisser,cc@example.com,Acme,fair\nBakker,dd@example.com,Beta,\n");

        var done = await crm.RunImport(import);

        var errors = (await crm.Get($"{import.Iri}/preview?state=error")).Is(200)["rows"]!.AsArray();
        Assert.Equal("3: Company", string.Join(", ", errors.Select(row => $"{row!["row"]}: {row["problems"]![0]!["column"]}")));
        Assert.Equal("""{"error":1,"created":3}""", done["counts"]!.ToJsonString());
        Assert.Equal(["Acme", "Beta"], (await crm.Get("/organizations")).Texts("title").Order());
        Assert.Single((await crm.Get("/tags")).Members);
        Assert.Empty(await server.Database.VerifyAsync());
    }
}
