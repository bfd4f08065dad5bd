using Kith.Tests.Support;

namespace Kith.Browser.Tests;

/// <summary>A tenant with somebody of each kind in it, so that every page has something to show.</summary>
/// <param name="User">The admin of the tenant.</param>
/// <param name="Pages">The pages of what is in it, below <c>/app</c>.</param>
internal sealed record Somebody(Client User, IReadOnlyList<string> Pages)
{
    private const string File = """
        Name,E-mail,Phone,Kind,Met at
        Piet Jansen,jan@acme.example,06-11111111,mobile,stand 7
        Truus Visser,not an address,020 624 1111,work,stand 8
        Mies Smit,mies@example.nl,06-33333333,mobile,
        Mies Smit,mies@example.nl,06-44444444,home,stand 9

        """;

    public static async Task<Somebody> InTenantAsync(RunningServer server)
    {
        var user = await server.NewTenant();
        var tag = await user.Create("/tags", """{"title":"Customer","backgroundColor":"#FFD700","textColor":"#000000"}""");
        var segment = await user.Segment();
        var organization = await user.Create("/organizations", $$"""{"title":"Acme B.V.","website":"https://acme.example","tags":["{{tag}}"]}""");
        var person = await user.Create("/people", $$"""
            {"familyName":"de Vries","givenName":"Jan","jobTitle":"Head of Purchasing","customerId":"C-1042",
             "emailAddresses":[{"email":"jan@acme.example"},{"email":"jan.devries@home.example"}],"phoneNumbers":[{"phoneNumber":"+31 6 12345678"}],
             "address":{"street":"Damrak 1","postalCode":"1012 LG","city":"Amsterdam","country":"NL"},
             "tags":["{{tag}}"],"segments":["{{segment}}"],"organizations":["{{organization}}"]}
            """);
        await user.Note(person, "\"title\":\"Renewal\",\"flagged\":true");
        var picture = await user.Send(HttpMethod.Post, "/media_objects", new MultipartFormDataContent { { new ByteArrayContent(Convert.FromBase64String(NoteComposerTests.Pixel)), "file", "stand.png" } });
        (await user.Post($"{person}/notes", $$"""{"description":"[@Kim]({{await user.Me()}}) met [@Jan]({{person}}) here: ![The stand]({{picture.Is(201).Iri}})","category":"{{await user.Category()}}"}""")).Is(201);
        await user.Create("/people", """{"familyName":"de Vries","givenName":"Johannes","phoneNumbers":[{"phoneNumber":"06 1234 5678"}]}""");
        (await user.Delete(await user.Person("Gone"))).Is(204);
        return new Somebody(user, [person.TrimStart('/'), organization.TrimStart('/'), .. await ImportsAsync(user)]);
    }

    /// <summary>An import in every step.</summary>
    private static async Task<IEnumerable<string>> ImportsAsync(Client user)
    {
        (string Name, string Value) wait = ("Prefer", "wait=60");
        var (looked, run) = (await SendAsync(user), await SendAsync(user));
        (await user.Get($"{looked}/preview", wait)).Is(200);
        (await user.Post($"{run}/run", "")).Is(202);
        (await user.Get(run, wait)).Is(200);
        return [.. ((string[])["file", "options", "columns", "check", "run"]).Select(step => $"{looked[1..]}?step={step}"), $"{run[1..]}?step=result"];
    }

    private static async Task<string> SendAsync(Client user) =>
        (await user.Send(HttpMethod.Post, "/imports?fileName=fair.csv", Client.Body(File, "text/csv"))).Is(201).Iri;
}
