using Kith.Tests.Documentation;
using Kith.Tests.Media;
using Kith.Tests.Support;
using Kith.VCards;
using SkiaSharp;

namespace Kith.Tests.Export;

public sealed class CardTests(RunningServer server)
{
    private static readonly (string Name, string Value) Card = ("Accept", "text/vcard");

    [Fact]
    public async Task A_person_is_a_card_where_that_is_asked_for()
    {
        var crm = await server.NewTenant();
        var picture = (await crm.Send(HttpMethod.Post, "/media_objects", Client.Body(DocumentedServer.Form(Pictures.Of(SKEncodedImageFormat.Jpeg)), DocumentedServer.Sent(MediaTypes.Form)))).Is(201);
        var person = await crm.Create("/people", $$"""
            {"familyName":"de Vries","givenName":"Jan","honorificPrefix":"Dr.","jobTitle":"Buyer","customerId":"C-1","linkedinId":"jandevries","avatar":"{{picture.Iri}}","owner":"{{await crm.Me()}}",
             "organizations":["{{await crm.Organization("Acme; B.V.")}}"],"tags":["{{await crm.Tag("VIP, gold")}}"],"emailAddresses":[{"email":"jan@example.com"}],
             "phoneNumbers":[{"phoneNumber":"+31 6 12345678","phoneType":"mobile"},{"phoneNumber":"020 1234567","phoneType":"other"}],"address":{"street":"Damrak 1","postalCode":"1012 LG","city":"Amsterdam"} }
            """);

        var reply = (await crm.Get(person, Card)).Is(200);
        var card = await Read(reply);

        Assert.Equal("text/vcard; charset=utf-8", reply.ContentType);
        Assert.Equal(VCardVersion.V40, card.Version);
        Assert.Equal("Dr. Jan de Vries", card.FormattedName);
        Assert.Equal("urn:uuid:" + person[8..], card.First("UID")!.Text);
        Assert.Equal(["Acme; B.V."], card.All("ORG").Select(organization => organization.Components[0][0]));
        Assert.Equal(["VIP, gold"], card.First("CATEGORIES")!.Values);
        Assert.Equal([("+31 6 12345678", "cell"), ("020 1234567", "other")], card.All("TEL").Select(phone => (phone.Text, phone.Types[0])));
        Assert.Equal(["", "", "Damrak 1", "Amsterdam", "", "1012 LG", "NL"], card.First("ADR")!.Components.Select(component => component[0]));
        Assert.Equal(("C-1", "admin@example.com"), (card.First("X-KITH-CUSTOMERID")!.Text, card.First("X-KITH-OWNER")!.Text));
        using var content = new HttpClient();
        Assert.Equal(await content.GetByteArrayAsync(server.Address + picture["contentUrl"]!.GetValue<string>(), TestContext.Current.CancellationToken), card.First("PHOTO")!.Binary!.Value.ToArray());
        Assert.Equal("image/jpeg", card.First("PHOTO")!.MediaType);
        Assert.Equal("application/ld+json", (await crm.Get(person)).ContentType);
        Assert.Equal("application/ld+json", (await crm.Get(person, ("Accept", "text/html, */*;q=0.8"))).ContentType);
    }

    [Fact]
    public async Task The_version_is_negotiated_and_others_are_not_written()
    {
        var crm = await server.NewTenant();
        var person = await crm.Person();

        Assert.Equal(VCardVersion.V30, (await Read((await crm.Get(person, ("Accept", "text/vcard;version=3.0"))).Is(200))).Version);
        Assert.Equal(VCardVersion.V40, (await Read((await crm.Get(person, ("Accept", "text/vcard;version=\"4.0\""))).Is(200))).Version);
        Assert.Equal(VCardVersion.V40, (await Read((await crm.Get(person, ("Accept", "text/vcard;version=3.0;q=0.5, text/vcard;version=4.0"))).Is(200))).Version);
        Assert.Equal(VCardVersion.V30, (await Read((await crm.Get("/people/export?format=vcf", ("Accept", "text/vcard;version=3.0"))).Is(200))).Version);
        Assert.Contains("4.0 and 3.0", (await crm.Get(person, ("Accept", "text/vcard;version=2.1"))).Is(406).Detail, StringComparison.Ordinal);
        (await crm.Get(person + ".jsonld", Card)).Is(406);
        (await crm.Get(await crm.Organization(), Card)).Is(406);
        (await crm.Get($"/people/{Iri.SampleId}", Card)).Is(404);
    }

    [Fact]
    public async Task A_card_has_a_tag_that_changes_with_what_is_in_it()
    {
        var crm = await server.NewTenant();
        var acme = await crm.Organization("Acme");
        var person = await crm.Create("/people", $$"""{"familyName":"de Vries","organizations":["{{acme}}"]}""");

        var first = (await crm.Get(person, Card)).Is(200);
        var head = (await crm.Send(HttpMethod.Head, person, null, Card)).Is(200);
        (await crm.Get(person, Card, ("If-None-Match", first.ETag))).Is(304);
        (await crm.Get(person, ("If-None-Match", first.ETag))).Is(200);
        (await crm.Get(person, ("Accept", "text/vcard;version=3.0"), ("If-None-Match", first.ETag))).Is(200);
        (await crm.Patch(acme, """{"title":"Acme B.V."}""")).Is(200);
        var renamed = (await crm.Get(person, Card, ("If-None-Match", first.ETag))).Is(200);

        Assert.Equal(first.ETag, head.ETag);
        Assert.Contains("ORG:Acme B.V.", renamed.Text, StringComparison.Ordinal);
        // Every variant names the state of the person, which a write may be held to.
        (await crm.Send(HttpMethod.Patch, person, Client.Body("""{"jobTitle":"Buyer"}""", MediaTypes.MergePatch), ("If-Match", renamed.ETag))).Is(200);
        (await crm.Send(HttpMethod.Patch, person, Client.Body("""{"jobTitle":"Seller"}""", MediaTypes.MergePatch), ("If-Match", renamed.ETag))).Is(412);
    }

    [Fact]
    public async Task Merged_people_lead_to_the_card_of_the_survivor()
    {
        var crm = await server.NewTenant();
        var (one, other) = (await crm.Person("One"), await crm.Person("Other"));
        (await crm.Post($"{one}/merge", $$"""{"people":["{{other}}"]}""")).Is(201);

        Assert.Equal(one, (await crm.Get(other, Card)).Is(308).Header("Location"));
    }

    private static async Task<VCard> Read(Reply reply)
    {
        using var stream = new MemoryStream(reply.Bytes);
        var cards = new List<VCard>();
        await foreach (var outcome in new VCardReader(stream, new VCardReadOptions()).ReadAsync(TestContext.Current.CancellationToken))
        {
            Assert.True(outcome.Succeeded(out var card, out var error), error?.Message);
            cards.Add(card);
        }
        return Assert.Single(cards);
    }
}
