using Kith.Tests.Support;

namespace Kith.Tests.People;

public sealed class PersonContactTests(RunningServer server)
{
    [Theory]
    [InlineData("06 12345678", "mobile")]
    [InlineData("+31612345678", "mobile")]
    [InlineData("+49 151 12345678", "mobile")]
    [InlineData("020 6241111", "work")]
    [InlineData("+31 20 624 1111", "work")]
    [InlineData("ask the porter", "other")]
    public async Task A_phone_type_that_was_not_sent_is_read_from_the_number(string number, string type)
    {
        var crm = await server.NewTenant();

        var read = (await crm.Post("/people", $$"""{"familyName":"A","phoneNumbers":[{"phoneNumber":"{{number}}"}]}""")).Is(201);

        var phone = read["phoneNumbers"]![0]!;
        Assert.Equal(number, phone["phoneNumber"]!.GetValue<string>());
        Assert.Equal(type, phone["phoneType"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("fax")]
    [InlineData("home")]
    [InlineData("mobile")]
    [InlineData("other")]
    [InlineData("work")]
    public async Task A_phone_type_that_was_sent_is_kept(string type)
    {
        var crm = await server.NewTenant();

        var read = (await crm.Post("/people", $$"""{"familyName":"A","phoneNumbers":[{"phoneNumber":"0612345678","phoneType":"{{type}}"}]}""")).Is(201);

        Assert.Equal(type, read["phoneNumbers"]![0]!["phoneType"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_country_that_was_not_sent_is_the_tenants()
    {
        var crm = await server.NewTenant();

        var read = (await crm.Post("/people", """{"familyName":"A","address":{"city":"Utrecht"}}""")).Is(201);

        Assert.Equal("NL", read["address"]!["country"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_tenant_in_another_country_reads_numbers_and_addresses_its_own_way()
    {
        var crm = await server.NewKey($"tenant-{server.Database.Ids.Next()}", "admin@example.com", country: "DE");

        var read = (await crm.Post("/people", """{"familyName":"A","address":{"city":"Ulm"},"phoneNumbers":[{"phoneNumber":"0151 12345678"}]}""")).Is(201);

        Assert.Equal("DE", read["address"]!["country"]!.GetValue<string>());
        Assert.Equal("mobile", read["phoneNumbers"]![0]!["phoneType"]!.GetValue<string>());
        Assert.Equal([read.Iri], (await crm.Get("/people?identifiers=%2B4915112345678")).Iris);
    }

    [Fact]
    public async Task An_address_of_nothing_is_no_address()
    {
        var crm = await server.NewTenant();

        var read = (await crm.Post("/people", """{"familyName":"A","address":{"street":null}}""")).Is(201);

        Assert.Null(read["address"]);
    }

    [Theory]
    [InlineData("XX", ViolationCodes.Choice)]
    [InlineData("EU", ViolationCodes.Choice)]
    [InlineData("NLD", ViolationCodes.TooLong)]
    public async Task A_country_that_does_not_exist_is_refused(string country, string code)
    {
        var crm = await server.NewTenant();

        (await crm.Post("/people", $$$"""{"familyName":"A","address":{"country":"{{{country}}}"}}""")).Refuses("address.country", code);
    }

    [Theory]
    [InlineData("jan@example.com")]
    [InlineData("jan+news@mail.example.co.uk")]
    [InlineData("jän@exämple.de")]
    [InlineData("o'neill@example.ie")]
    public async Task A_plausible_address_is_kept(string address)
    {
        var crm = await server.NewTenant();

        var read = (await crm.Post("/people", $$"""{"familyName":"A","emailAddresses":[{"email":"{{address}}"}]}""")).Is(201);

        Assert.Equal(address, read["emailAddresses"]![0]!["email"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("jan")]
    [InlineData("jan@")]
    [InlineData("@example.com")]
    [InlineData("jan@example")]
    [InlineData("jan@@example.com")]
    [InlineData("jan jansen@example.com")]
    [InlineData("jan..jansen@example.com")]
    public async Task An_address_that_cannot_be_one_is_refused(string address)
    {
        var crm = await server.NewTenant();

        (await crm.Post("/people", $$"""{"familyName":"A","emailAddresses":[{"email":"{{address}}"}]}"""))
            .Refuses("emailAddresses[0].email", ViolationCodes.Email);
    }

    [Theory]
    [InlineData("emailAddresses", """{"email":"a@example.com"}""")]
    [InlineData("phoneNumbers", """{"phoneNumber":"0201234567"}""")]
    public async Task A_hundred_are_taken_and_one_more_is_refused(string property, string item)
    {
        var crm = await server.NewTenant();

        (await crm.Post("/people", $$"""{"familyName":"A","{{property}}":[{{string.Join(',', Enumerable.Repeat(item, 100))}}]}""")).Is(201);
        (await crm.Post("/people", $$"""{"familyName":"A","{{property}}":[{{string.Join(',', Enumerable.Repeat(item, 101))}}]}"""))
            .Refuses(property, ViolationCodes.TooMany);
    }

    [Fact]
    public async Task Empty_form_fields_make_no_address()
    {
        var crm = await server.NewTenant();

        var empty = (await crm.Post("/people", """{"familyName":"A","address":{"street":"","city":" ","postalCode":""}}""")).Is(201);
        var partly = (await crm.Post("/people", """{"familyName":"A","address":{"street":"","city":"Utrecht","country":""}}""")).Is(201);

        Assert.Null(empty["address"]);
        Assert.Equal("""{"city":"Utrecht","country":"NL"}""", partly["address"]!.ToJsonString());
    }

    [Theory]
    [InlineData("\\u200B")]
    [InlineData("\\uFEFF\\u00AD")]
    [InlineData("\\u0007")]
    public async Task A_name_that_nobody_can_see_is_blank(string name)
    {
        var crm = await server.NewTenant();

        (await crm.Post("/people", $$"""{"familyName":"{{name}}"}""")).Refuses("familyName");
    }

    [Fact]
    public async Task Repeats_of_one_link_count_once_towards_the_limit()
    {
        var crm = await server.NewTenant();
        var tag = await crm.Tag();
        var body = $$"""{"familyName":"A","tags":[{{string.Join(',', Enumerable.Repeat($"\"{tag}\"", 101))}}]}""";

        Assert.Equal([tag], (await crm.Post("/people", body)).Is(201).List("tags"));
    }
}
