using Kith.Tests.Support;

namespace Kith.Browser.Tests;

/// <summary>A tenant with somebody of each kind in it, so that every page has something to show.</summary>
/// <param name="User">The admin of the tenant.</param>
/// <param name="Pages">The pages of what is in it, below <c>/app</c>.</param>
internal sealed record Somebody(Client User, IReadOnlyList<string> Pages)
{
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
        await user.Create("/people", """{"familyName":"de Vries","givenName":"Johannes","phoneNumbers":[{"phoneNumber":"06 1234 5678"}]}""");
        (await user.Delete(await user.Person("Gone"))).Is(204);
        return new Somebody(user, [person.TrimStart('/'), organization.TrimStart('/')]);
    }
}
