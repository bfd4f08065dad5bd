using Kith.Tests.Support;

namespace Kith.Tests.People;

public sealed class PersonSearchTests(RunningServer server)
{
    private const string Somebody = """
        {"familyName":"Müller-Lüdenscheidt","givenName":"Søren","additionalName":"von","initials":"S.V.","customerId":"K_100%",
         "honorificPrefix":"Prof. \"Eva\"","jobTitle":"Einkäufer","linkedinId":"https://www.linkedin.com/in/soeren-m",
         "emailAddresses":[{"email":"Soren.M@Example.com"}],"phoneNumbers":[{"phoneNumber":"06-1234 5678"}]
        """;

    [Theory]
    [InlineData("müller")]
    [InlineData("MULLER")]
    [InlineData("udensch")]
    [InlineData("soren")]
    [InlineData("Søren")]
    [InlineData("von")]
    [InlineData("s.v.")]
    [InlineData("prof")]
    [InlineData("einkaufer")]
    [InlineData("K_100%")]
    [InlineData("100%")]
    [InlineData("soren.m@example.com")]
    [InlineData("@EXAMPLE")]
    [InlineData("soeren-m")]
    [InlineData("linkedin.com/in/soeren")]
    [InlineData("0612345678")]
    [InlineData("+31612345678")]
    [InlineData("0031612345678")]
    [InlineData("06-12345678")]
    [InlineData("345678")]
    [InlineData("acme")]
    [InlineData("muller acme soren")]
    [InlineData("  muller   einkaufer  ")]
    [InlineData("v")]
    [InlineData("ü")]
    [InlineData("mü")]
    [InlineData("dt")]
    [InlineData("_1")]
    [InlineData("\"e v ei")]
    [InlineData("dt lü ei")]
    [InlineData("dt acme v")]
    [InlineData("r-l")]
    public async Task A_person_is_found_by(string terms)
    {
        var crm = await server.NewTenant();
        await crm.Person("Jansen");
        var organization = await crm.Organization("Acme Nederland");
        var person = await crm.Create("/people", Somebody + $$""", "organizations":["{{organization}}"]}""");

        var found = await crm.Get($"/people?q={Uri.EscapeDataString(terms)}");

        Assert.Equal([person], found.Iris);
        Assert.Equal(1, found.TotalItems);
    }

    [Theory]
    [InlineData("muller jansen")]
    [InlineData("M%ller")]
    [InlineData("K_1_0")]
    [InlineData("\"\"")]
    [InlineData("xq")]
    [InlineData("mu xq")]
    [InlineData("muller xq")]
    [InlineData("tm")]
    [InlineData("muller*")]
    [InlineData("a OR b")]
    [InlineData("0699999999")]
    [InlineData("'; drop table people; --")]
    public async Task A_person_is_not_found_by(string terms)
    {
        var crm = await server.NewTenant();
        await crm.Person("Jansen");
        await crm.Create("/people", Somebody + "}");

        var found = (await crm.Get($"/people?q={Uri.EscapeDataString(terms)}")).Is(200);

        Assert.Empty(found.Members);
        Assert.Equal(0, found.TotalItems);
    }

    [Fact]
    public async Task A_renamed_organization_finds_its_people_by_the_new_name_only()
    {
        var crm = await server.NewTenant();
        var organization = await crm.Organization("Acme");
        var person = await crm.Create("/people", $$"""{"familyName":"A","organizations":["{{organization}}"]}""");

        (await crm.Patch(organization, """{"title":"Globex"}""")).Is(200);

        Assert.Empty((await crm.Get("/people?q=acme")).Members);
        Assert.Equal([person], (await crm.Get("/people?q=globex")).Iris);
    }

    [Fact]
    public async Task A_deleted_organization_finds_nobody()
    {
        var crm = await server.NewTenant();
        var organization = await crm.Organization("Acme");
        await crm.Create("/people", $$"""{"familyName":"A","organizations":["{{organization}}"]}""");

        (await crm.Delete(organization)).Is(204);

        Assert.Empty((await crm.Get("/people?q=acme")).Members);
    }

    [Fact]
    public async Task A_search_has_at_most_two_hundred_characters()
    {
        var crm = await server.NewTenant();

        (await crm.Get($"/people?q={new string('a', 200)}")).Is(200);
        (await crm.Get($"/people?q={new string('a', 201)}")).RefusesParameter("q");
    }

    [Theory]
    [InlineData("soeren-m")]
    [InlineData("SOEREN-M")]
    [InlineData("https://linkedin.com/in/soeren-m/")]
    [InlineData("http://nl.linkedin.com/in/soeren-m?trk=x")]
    [InlineData("www.linkedin.com/in/soeren-m")]
    [InlineData("linkedin.com/in/Soeren-M")]
    [InlineData("soren.m@example.COM")]
    [InlineData("mailto:soren.m@example.com")]
    [InlineData("0612345678")]
    [InlineData("06 1234 56 78")]
    [InlineData("+31 (0)6 12345678")]
    [InlineData("0031 6 12345678")]
    [InlineData("tel:+31612345678")]
    [InlineData("31612345678")]
    [InlineData("soeren", false)]
    [InlineData("soren.m@example.org", false)]
    [InlineData("Müller", false)]
    public async Task An_identifier_is_exact_in_any_spelling(string identifier, bool isHis = true)
    {
        var crm = await server.NewTenant();
        await crm.Create("/people", """{"familyName":"B","linkedinId":"soeren","emailAddresses":[{"email":"m@example.com"}]}""");
        var person = await crm.Create("/people", Somebody + "}");

        var found = (await crm.Get($"/people?identifiers={Uri.EscapeDataString(identifier)}")).Is(200);

        Assert.Equal(isHis, found.Iris.Contains(person));
    }

    [Fact]
    public async Task Any_of_several_identifiers_is_enough()
    {
        var crm = await server.NewTenant();
        var byLinkedIn = await crm.Create("/people", """{"familyName":"A","linkedinId":"in/anna"}""");
        var byMail = await crm.Create("/people", """{"familyName":"B","emailAddresses":[{"email":"b@example.com"}]}""");
        await crm.Person("C");

        var found = await crm.Get("/people?identifiers[]=https://linkedin.com/in/anna&identifiers%5B%5D=B@EXAMPLE.COM&identifiers[]=nobody@example.com");

        Assert.Equal([byLinkedIn, byMail], found.Iris);
    }

    [Fact]
    public async Task An_address_is_matched_whole_and_in_any_case()
    {
        var crm = await server.NewTenant();
        var person = await crm.Create("/people", """{"familyName":"A","emailAddresses":[{"email":"x@example.com"},{"email":"Anna@Example.com"}]}""");
        var other = await crm.Create("/people", """{"familyName":"B","emailAddresses":[{"email":"joanna@example.com"}]}""");

        Assert.Equal([person], (await crm.Get("/people?emailAddresses.email=ANNA@example.com")).Iris);
        Assert.Equal([person, other], (await crm.Get("/people?emailAddresses.email[]=anna@example.com&emailAddresses.email[]=joanna@example.com")).Iris);
        Assert.Empty((await crm.Get("/people?emailAddresses.email=example.com")).Members);
    }

    [Theory]
    [InlineData("%CC%81")]
    [InlineData("%C2%B4")]
    [InlineData("%C2%B4%20muller")]
    public async Task A_term_that_is_only_an_accent_is_found_nowhere(string encoded)
    {
        var crm = await server.NewTenant();
        await crm.Create("/people", Somebody + "}");

        Assert.Equal(0, (await crm.Get($"/people?q={encoded}")).Is(200).TotalItems);
    }

    [Theory]
    [InlineData("+31 6 11223344")]
    [InlineData("(06) 11223344")]
    [InlineData("+31")]
    [InlineData("Papadopoulos +31")]
    [InlineData("ΝΙΚΟΣ")]
    [InlineData("παπαδοπουλος")]
    [InlineData("ΠΑΠΑΔΟΠΟΥΛΟΣ")]
    public async Task A_person_is_found_as_it_is_written(string terms)
    {
        var crm = await server.NewTenant();
        await crm.Person("Jansen");
        var person = await crm.Create("/people", """
            {"familyName":"Παπαδόπουλος","givenName":"Νίκος","additionalName":"Papadopoulos","phoneNumbers":[{"phoneNumber":"+31 6 11223344"}]}
            """);

        Assert.Equal([person], (await crm.Get($"/people?q={Uri.EscapeDataString(terms)}")).Is(200).Iris);
    }
}
