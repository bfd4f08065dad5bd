using Kith.Tests.Support;

namespace Kith.Tests.Storage;

[Trait("Engine", "sqlite")]
public sealed class DiskFullTests
{
    [Fact]
    public async Task Without_room_writes_are_refused_reads_go_on_and_with_room_writes_do_too()
    {
        await using var server = await RunningServer.StartAsync(TimeProvider.System);
        var crm = await server.NewTenant();
        var person = await crm.Person("Before");
        using var http = new HttpClient { BaseAddress = new Uri(server.Address), DefaultRequestHeaders = { { "X-API-KEY", crm.Key } } };
        await LimitAsync(server, "pragma max_page_count = 1"); // As many pages as there are.

        HttpResponseMessage? refused = null;
        var taken = 0;
        for (; refused is null; taken++)
        {
            var response = await http.PostAsync("/people", Client.Body($$"""{"familyName":"{{new string('a', 250)}}"}""", MediaTypes.Json), TestContext.Current.CancellationToken);
            if ((int)response.StatusCode != 201)
                refused = response;
        }

        Assert.Equal(507, (int)refused.StatusCode);
        Assert.Equal(Problem.MediaType, refused.Content.Headers.ContentType!.MediaType);
        (await crm.Get(person)).Is(200);
        Assert.Equal(taken, (await crm.Get("/people")).Is(200).TotalItems);
        await LimitAsync(server, "pragma max_page_count = 1000000");
        await crm.Person("After");
        Assert.Empty(await server.Database.VerifyAsync());
    }

    private static Task LimitAsync(RunningServer server, string limit) => server.Database.WriteGlobalAsync(async session =>
    {
        await session.RunScriptAsync(limit);
        return true;
    });
}
