using Kith.Tests.Support;

namespace Kith.Tests.Search;

public sealed class SearchTests(RunningServer server)
{
    [Fact]
    public async Task People_organizations_and_notes_are_found_at_once()
    {
        var crm = await server.NewTenant();
        var organization = await crm.Organization("Wolters Bouw");
        var person = await crm.Create("/people", $$"""{"familyName":"Wolters","givenName":"Anna","organizations":["{{organization}}"]}""");
        var note = await crm.Note(person, "\"title\":\"Wolters called\"");
        await crm.Note(organization, "\"flagged\":false");

        var found = (await crm.Get("/search?q=WOLTERS")).Is(200);

        Assert.Equal([person], Items(found, "people"));
        Assert.Equal([organization], Items(found, "organizations"));
        Assert.Equal([note], Items(found, "notes"));
        Assert.Equal("Anna Wolters", found["people"]![0]!["title"]!.GetValue<string>());
        Assert.Equal("Wolters Bouw", found["people"]![0]!["subtitle"]!.GetValue<string>());
        Assert.Equal("Anna Wolters", found["notes"]![0]!["subtitle"]!.GetValue<string>());
        Assert.Null(found["organizations"]![0]!["subtitle"]);
        Assert.Equal(
            """[{"property":"familyName","pieces":[{"text":"Wolters","isMatch":true}]},{"property":"organizations[0].title","pieces":[{"text":"Wolters","isMatch":true},{"text":" Bouw","isMatch":false}]}]""",
            found["people"]![0]!["highlights"]!.ToJsonString());
        Assert.Equal("WOLTERS", found["q"]!.GetValue<string>());
    }

    [Fact]
    public async Task Who_has_exactly_this_identifier_comes_first_then_whose_name_begins_so_then_the_others()
    {
        var crm = await server.NewTenant();
        var elsewhere = await crm.Create("/people", """{"familyName":"A","jobTitle":"Friend of Jansen@example.com"}""");
        var begins = await crm.Create("/people", """{"familyName":"Jansen@example.com"}""");
        var exact = await crm.Create("/people", """{"familyName":"Z","emailAddresses":[{"email":"JANSEN@example.com"}]}""");

        Assert.Equal([exact, begins, elsewhere], Items(await crm.Get("/search?q=jansen%40example.com"), "people"));
        Assert.Equal([begins, elsewhere, exact], Items(await crm.Get("/search?q=jansen"), "people"));
        Assert.Equal([begins], Items(await crm.Get("/search?q=jansen&limit=1"), "people"));
    }

    [Theory]
    [InlineData("j")]
    [InlineData("Jé")]
    [InlineData("jer")]
    [InlineData("oos jer")]
    [InlineData("jer o")]
    [InlineData("oo jé")]
    [InlineData("06 1234")]
    [InlineData("0612345678")]
    [InlineData("+31612345678")]
    [InlineData("+31 6 12 34 56 78")]
    public async Task A_person_is_found_as_it_is_typed(string text)
    {
        var crm = await server.NewTenant();
        await crm.Create("/people", """{"familyName":"Ander"}""");
        var person = await crm.Create("/people", """{"familyName":"Oostjérg","givenName":"Jérôme Oos","phoneNumbers":[{"phoneNumber":"06-1234 5678"}]}""");

        var found = await crm.Get($"/search?q={Uri.EscapeDataString(text)}");

        Assert.Equal([person], Items(found, "people"));
        Assert.NotEmpty(found["people"]![0]!["highlights"]!.AsArray());
    }

    [Theory]
    [InlineData("v")]
    [InlineData("vr")]
    [InlineData("de vr")]
    [InlineData("vr de")]
    [InlineData("d v")]
    [InlineData("ja vr")]
    [InlineData("jan vr")]
    [InlineData("jan v")]
    [InlineData("ba")]
    public async Task A_term_of_one_or_two_letters_is_found_where_words_begin(string text)
    {
        var crm = await server.NewTenant();
        await crm.Create("/people", """{"familyName":"Devriend","givenName":"Aljan","jobTitle":"Chauffeur"}""");
        var whole = await crm.Create("/people", """{"familyName":"de Vries-Bakker","givenName":"Jan"}""");
        var apart = await crm.Create("/people", """{"familyName":"Vries-Bakker","additionalName":"de","givenName":"Jan"}""");
        var organization = await crm.Organization("Jan de Vries Bakkers");
        var note = await crm.Note(whole, "\"title\":\"Jan de Vries, the baker\"");

        var found = await crm.Get($"/search?q={Uri.EscapeDataString(text)}");

        Assert.Equal([whole, apart], Items(found, "people").Order());
        Assert.Equal([organization], Items(found, "organizations"));
        Assert.Equal([note], Items(found, "notes"));
    }

    [Fact]
    public async Task A_private_note_is_found_by_its_author_alone()
    {
        var crm = await server.NewTenant();
        var colleague = await crm.Colleague();
        var person = await crm.Person("A");
        var note = await crm.Note(person, "\"title\":\"Secret plan\",\"isPrivate\":true");

        Assert.Equal([note], Items(await crm.Get("/search?q=secret"), "notes"));
        Assert.Empty(Items(await colleague.Get("/search?q=secret"), "notes"));
    }

    [Fact]
    public async Task Nothing_of_another_tenant_is_found()
    {
        var (crm, other) = (await server.NewTenant(), await server.NewTenant());
        await crm.Note(await crm.Create("/people", """{"familyName":"Unique","emailAddresses":[{"email":"unique@example.com"}]}"""), "\"title\":\"Unique\"");
        await crm.Organization("Unique");

        foreach (var text in (string[])["unique", "unique%40example.com", "un"])
        {
            var found = (await other.Get($"/search?q={text}")).Is(200);
            Assert.Empty(Items(found, "people").Concat(Items(found, "organizations")).Concat(Items(found, "notes")));
        }
    }

    [Fact]
    public async Task The_newest_notes_come_first_whoever_they_are_about()
    {
        var crm = await server.NewTenant();
        var (person, organization) = (await crm.Person("A"), await crm.Organization("B"));
        var notes = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            notes.Add(await crm.Note(person, "\"title\":\"Renewal\""));
            notes.Add(await crm.Note(organization, "\"title\":\"Renewal\""));
        }

        Assert.Equal(notes.AsEnumerable().Reverse().Take(4), Items(await crm.Get("/search?q=renewal&limit=4"), "notes"));
    }

    [Fact]
    public async Task What_cannot_be_understood_is_refused_by_name()
    {
        var crm = await server.NewTenant();

        foreach (var nothing in (string[])["/search", "/search?q=", "/search?q=+"])
            Assert.Empty((await crm.Get(nothing)).Is(200)["people"]!.AsArray());
        (await crm.Get("/search?q[]=a")).RefusesParameter("q");
        (await crm.Get($"/search?q={new string('a', 201)}")).RefusesParameter("q");
        foreach (var limit in (string[])["0", "31", "x", ""])
            (await crm.Get($"/search?q=a&limit={limit}")).RefusesParameter("limit");
        (await crm.Anonymous().Get("/search?q=a")).Is(401);
        (await crm.Get("/search?q=a", ("Accept", "text/html"))).Is(406);
        Assert.Empty((await crm.Get("/search?q=%CC%81", ("Accept", "application/json"))).Is(200)["people"]!.AsArray());
    }

    private static IEnumerable<string> Items(Reply reply, string kind) => reply[kind]!.AsArray().Select(found => found!["item"]!.GetValue<string>());
}
