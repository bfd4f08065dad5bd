using Kith.Tests.Support;

namespace Kith.Tests.Resources;

/// <summary>U+FFFE, which is no character and which the library that folds text refuses.</summary>
public sealed class NoncharacterTests
{
    [Fact]
    public async Task It_may_be_anywhere_in_a_text_and_in_a_question()
    {
        await using var server = await RunningServer.StartAsync(TimeProvider.System);
        var crm = await server.NewTenant();

        var person = await crm.Create("/people", """{"familyName":"Jan\uFFFEsen","jobTitle":"\uFFFE","linkedinId":"jan\uFFFE"}""");
        await crm.Organization("Ac\uFFFEme");
        await crm.Note(person, "\"title\":\"\uFFFE\"");

        Assert.Equal([person], (await crm.Get("/people?q=jans%EF%BF%BEen")).Is(200).Iris);
        (await crm.Get("/people?q=%EF%BF%BE")).Is(200);
        Assert.Empty((await crm.Get("/people?emailAddresses.email=a%EF%BF%BE@b.example")).Is(200).Members);
        (await crm.Post("/people", """{"familyName":"A","emailAddresses":[{"email":"a\uFFFE@b.example"}]}""")).Is(422);
    }
}
