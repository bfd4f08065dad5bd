using Kith.Tests.Support;

namespace Kith.Tests.People;

public sealed class PersonFiltersTests(RunningServer server)
{
    [Theory]
    [InlineData("tags", "tags.id")]
    [InlineData("segments", "segments.uuid")]
    [InlineData("owner", "owner.id")]
    public async Task People_are_filtered_by_what_they_point_at(string property, string parameter)
    {
        var crm = await server.NewTenant();
        var isOne = property == "owner";
        async Task<string> Target(string name) => property switch
        {
            "tags" => await crm.Tag(name),
            "segments" => await crm.Segment(name),
            _ => await crm.User($"{name}@example.com"),
        };
        var (first, second, third) = (await Target("first"), await Target("second"), await Target("third"));
        string Value(string iri) => isOne ? $"\"{iri}\"" : $"[\"{iri}\"]";
        var a = await crm.Create("/people", $$"""{"familyName":"A","{{property}}":{{Value(first)}}}""");
        var b = await crm.Create("/people", $$"""{"familyName":"B","{{property}}":{{Value(second)}}}""");
        await crm.Person("C");
        string Id(string iri) => iri.Split('/')[^1];

        Assert.Equal([a], (await crm.Get($"/people?{parameter}={Id(first)}")).Iris);
        Assert.Equal([a], (await crm.Get($"/people?{parameter}={first}")).Iris);
        Assert.Equal([a], (await crm.Get($"/people?{parameter}=http://{crm.Authority}{first}")).Iris);
        Assert.Equal([a], (await crm.Get($"/people?{parameter}[]={Id(first)}")).Iris);
        Assert.Equal([a, b], (await crm.Get($"/people?{parameter}[]={Id(second)}&{parameter}[]={first}")).Iris);
        Assert.Equal([a, b], (await crm.Get($"/people?{parameter}[0]={Id(second)}&{parameter}[7]={first}")).Iris);
        Assert.Equal([b], (await crm.Get($"/people?{parameter}={Id(first)}&{parameter}={Id(second)}")).Iris);
        Assert.Empty((await crm.Get($"/people?{parameter}={Id(third)}")).Members);
        Assert.Empty((await crm.Get($"/people?{parameter}={Guid.Empty}")).Is(200).Members);
        (await crm.Get($"/people?{parameter}=")).RefusesParameter(parameter);
        (await crm.Get($"/people?{parameter}[]={Id(first)}&{parameter}[]=1")).RefusesParameter(parameter);
        (await crm.Get($"/people?{parameter}=/people/{Id(first)}")).RefusesParameter(parameter);
        (await crm.Get($"/people?{parameter}[foo]={Id(first)}")).RefusesParameter($"{parameter}[foo]");
    }

    [Fact]
    public async Task A_person_with_two_of_the_tags_is_listed_once()
    {
        var crm = await server.NewTenant();
        var (first, second) = (await crm.Tag("First"), await crm.Tag("Second"));
        var person = await crm.Create("/people", $$"""{"familyName":"A","tags":["{{first}}","{{second}}"]}""");

        var found = await crm.Get($"/people?tags.id[]={first}&tags.id[]={second}");

        Assert.Equal([person], found.Iris);
        Assert.Equal(1, found.TotalItems);
    }

    [Fact]
    public async Task People_are_listed_who_have_all_of_some_tags_or_segments()
    {
        var crm = await server.NewTenant();
        var (first, second, third) = (await crm.Tag("First"), await crm.Tag("Second"), await crm.Tag("Third"));
        var segment = await crm.Segment();
        await crm.Create("/people", $$"""{"familyName":"A","tags":["{{first}}"],"segments":["{{segment}}"]}""");
        var both = await crm.Create("/people", $$"""{"familyName":"B","tags":["{{second}}","{{first}}"]}""");
        var all = await crm.Create("/people", $$"""{"familyName":"C","tags":["{{third}}","{{second}}","{{first}}"],"segments":["{{segment}}"]}""");

        Assert.Equal([both, all], (await crm.Get($"/people?tags.all[]={first}&tags.all[]={second.Split('/')[^1]}")).Iris);
        Assert.Equal([all], (await crm.Get($"/people?tags.all[]={first}&tags.all[]={second}&segments.all[]={segment}")).Iris);
        Assert.Equal([all, both], (await crm.Get($"/people?tags.all[]={first}&tags.all[]={second}&tags.id={second}&order[familyName]=desc")).Iris);
        Assert.Equal(1, (await crm.Get($"/people?tags.all[]={third}&tags.all[]={third}")).TotalItems);
        Assert.Empty((await crm.Get($"/people?tags.all[]={first}&tags.all[]={Guid.Empty}")).Members);

        (await crm.Patch(both, $$"""{"tags":["{{second}}"]}""")).Is(200);
        Assert.Equal([all], (await crm.Get($"/people?tags.all[]={first}&tags.all[]={second}")).Iris);
        (await crm.Get("/people?tags.all[]=x")).RefusesParameter("tags.all");
        (await crm.Get($"/people?{string.Join('&', Enumerable.Repeat($"tags.all[]={first}", 11))}")).RefusesParameter("tags.all[]");
    }

    [Fact]
    public async Task People_are_listed_by_their_organizations()
    {
        var crm = await server.NewTenant();
        var (acme, other) = (await crm.Organization("Acme"), await crm.Organization("Other"));
        var both = await crm.Create("/people", $$"""{"familyName":"B","organizations":["{{acme}}","{{other}}"]}""");
        var one = await crm.Create("/people", $$"""{"familyName":"A","organizations":["{{other}}"]}""");
        await crm.Person("C");

        Assert.Equal([both], (await crm.Get($"/people?organizations.id={acme}")).Iris);
        Assert.Equal([both, one], (await crm.Get($"/people?organizations.id[]={acme.Split('/')[^1]}&organizations.id[]={other}")).Iris);
        (await crm.Get("/people?organizations.id=x")).RefusesParameter("organizations.id");
    }

    [Fact]
    public async Task People_are_listed_by_their_ids()
    {
        var crm = await server.NewTenant();
        var (a, b, c) = (await crm.Person("A"), await crm.Person("B"), await crm.Person("C"));
        string Id(string iri) => iri.Split('/')[^1];

        Assert.Equal([b], (await crm.Get($"/people?id={Id(b)}")).Iris);
        Assert.Equal([a, c], (await crm.Get($"/people?id[]={Id(c)}&id[]={a}&id[]={Guid.Empty}")).Iris);
        Assert.Empty((await crm.Get($"/people?id[]={Id(c)}&q=A")).Is(200).Members);
        (await crm.Get("/people?id=1")).RefusesParameter("id");
    }

    [Fact]
    public async Task People_are_filtered_by_whether_somebody_looks_after_them()
    {
        var crm = await server.NewTenant();
        var owner = await crm.User("kim@example.com");
        var owned = await crm.Create("/people", $$"""{"familyName":"Z","owner":"{{owner}}"}""");
        var (b, a) = (await crm.Person("B"), await crm.Person("A"));

        Assert.Equal([owned], (await crm.Get("/people?exists[owner]=true")).Iris);
        Assert.Equal([b, a], (await crm.Get("/people?exists[owner]=false")).Iris);
        Assert.Equal([a, b], (await crm.Get("/people?exists[owner]=false&exists[archivedAt]=false&order[familyName]=asc")).Iris);
        Assert.Equal(2, (await crm.Get("/people?exists[owner]=false")).TotalItems);

        await crm.Patch(owned, """{"owner":null}""");
        Assert.Equal([owned, b, a], (await crm.Get("/people?exists[owner]=false")).Iris);
        Assert.Empty((await crm.Get("/people?exists[owner]=true")).Members);
        (await crm.Get("/people?exists[owner]=maybe")).RefusesParameter("exists[owner]");
    }

    [Fact]
    public async Task All_filters_hold_together()
    {
        var crm = await server.NewTenant();
        var (tag, segment) = (await crm.Tag(), await crm.Segment());
        var both = await crm.Create("/people", $$"""{"familyName":"Both","tags":["{{tag}}"],"segments":["{{segment}}"]}""");
        await crm.Create("/people", $$"""{"familyName":"One","tags":["{{tag}}"]}""");

        var found = await crm.Get($"/people?tags.id={tag}&segments.uuid={segment}&q=both&exists[archivedAt]=false&createdAt[after]=2020-01-01");

        Assert.Equal([both], found.Iris);
    }

    [Fact]
    public async Task Archived_people_stay_unless_they_are_asked_not_to()
    {
        var crm = await server.NewTenant();
        var archived = await crm.Create("/people", """{"familyName":"A","archivedAt":"2026-05-01T00:00:00Z"}""");
        var active = await crm.Person("B");

        Assert.Equal([archived, active], (await crm.Get("/people")).Iris);
        Assert.Equal([active], (await crm.Get("/people?exists[archivedAt]=false")).Iris);
        Assert.Equal([active], (await crm.Get("/people?exists%5BarchivedAt%5D=0")).Iris);
        Assert.Equal([archived], (await crm.Get("/people?exists[archivedAt]=true")).Iris);
        Assert.Equal([archived], (await crm.Get("/people?exists[archivedAt]=1")).Iris);
        Assert.Equal([archived], (await crm.Get("/people?exists[archivedAt]")).Iris);
        (await crm.Get("/people?exists[archivedAt]=maybe")).RefusesParameter("exists[archivedAt]");
        (await crm.Get("/people?exists=true")).RefusesParameter("exists");
    }

    [Fact]
    public async Task People_are_filtered_by_when_they_were_created()
    {
        var clock = new ManualClock();
        await using var earlier = await RunningServer.StartAsync(clock);
        var crm = await earlier.NewTenant();
        var first = await crm.Person("First");
        clock.Advance(TimeSpan.FromHours(1));
        var second = await crm.Person("Second");
        clock.Advance(TimeSpan.FromHours(1));
        var third = await crm.Person("Third");

        Assert.Equal([second, third], (await crm.Get("/people?createdAt[after]=2026-05-01T10:30:00Z")).Iris);
        Assert.Equal([third], (await crm.Get("/people?createdAt[strictly_after]=2026-05-01T10:30:00Z")).Iris);
        Assert.Equal([first, second], (await crm.Get("/people?createdAt[before]=2026-05-01T10:30:00Z")).Iris);
        Assert.Equal([first], (await crm.Get("/people?createdAt[strictly_before]=2026-05-01T10:30:00Z")).Iris);
        Assert.Equal([second], (await crm.Get("/people?createdAt[strictly_after]=2026-05-01T09:30:00Z&createdAt[strictly_before]=2026-05-01T11:30:00Z")).Iris);
        Assert.Equal([third], (await crm.Get("/people?createdAt[after]=2026-05-01T10:30:00.5Z")).Iris);
        Assert.Equal([third], (await crm.Get("/people?createdAt[strictly_after]=2026-05-01T10:30:00.5Z")).Iris);
        Assert.Equal([first, second], (await crm.Get("/people?createdAt[before]=2026-05-01T10:30:00.5Z")).Iris);
        Assert.Equal([first, second], (await crm.Get("/people?createdAt[strictly_before]=2026-05-01T10:30:00.5Z")).Iris);
        Assert.Equal([second, third], (await crm.Get("/people?createdAt[after]=2026-05-01T12:30:00%2B02:00")).Iris);
        Assert.Equal([second, third], (await crm.Get("/people?createdAt[after]=2026-05-01T12:30:00+02:00")).Iris);
        Assert.Equal([first, second, third], (await crm.Get("/people?createdAt[after]=2026-05-01")).Iris);
        Assert.Empty((await crm.Get("/people?createdAt[before]=2026-05-01")).Members);
    }

    [Theory]
    [InlineData("strictly_after")]
    [InlineData("after")]
    [InlineData("strictly_before")]
    [InlineData("before")]
    public async Task A_bound_that_is_not_a_moment_is_refused(string bound)
    {
        var crm = await server.NewTenant();

        foreach (var value in (string[])["", "yesterday", "2026-13-01", "1777627800", "2026-05-01T25:00:00Z"])
            (await crm.Get($"/people?createdAt[{bound}]={value}")).RefusesParameter($"createdAt[{bound}]");
        (await crm.Get("/people?createdAt=2026-05-01")).RefusesParameter("createdAt");
    }

    [Fact]
    public async Task People_are_ordered_by_family_name_without_case_and_accents()
    {
        var crm = await server.NewTenant();
        var (zorro, arpad, anna) = (await crm.Person("zorro"), await crm.Person("Árpád"), await crm.Person("anna"));
        var twin = await crm.Person("ANNA");

        Assert.Equal([anna, twin, arpad, zorro], (await crm.Get("/people?order[familyName]=asc")).Iris);
        Assert.Equal([zorro, arpad, anna, twin], (await crm.Get("/people?order[familyName]=DESC")).Iris);
        Assert.Equal([zorro, arpad, anna, twin], (await crm.Get("/people?order[unknown]=asc")).Iris);
        (await crm.Get("/people?order[familyName]=up")).RefusesParameter("order[familyName]");
        (await crm.Get("/people?order[familyName]=")).RefusesParameter("order[familyName]");
        (await crm.Get("/people?order[createdAt]=up")).RefusesParameter("order[createdAt]");
    }

    [Fact]
    public async Task Orders_apply_in_the_order_of_the_query()
    {
        var clock = new ManualClock();
        await using var own = await RunningServer.StartAsync(clock);
        var crm = await own.NewTenant();
        var older = await crm.Person("B");
        clock.Advance(TimeSpan.FromSeconds(1));
        var (b, a) = (await crm.Person("B"), await crm.Person("A"));

        Assert.Equal([b, a, older], (await crm.Get("/people?order[createdAt]=desc")).Iris);
        Assert.Equal([a, b, older], (await crm.Get("/people?order[createdAt]=desc&order[familyName]=asc")).Iris);
        Assert.Equal([a, b, older], (await crm.Get("/people?order[familyName]=asc&order[createdAt]=desc")).Iris);
        Assert.Equal([older, a, b], (await crm.Get("/people?order[createdAt]=asc&order[familyName]=asc")).Iris);
    }

    [Theory]
    [InlineData("createdAt[after][]=2026-12-01", "createdAt[after]")]
    [InlineData("createdAt[after][x]=2026-12-01", "createdAt[after]")]
    [InlineData("exists[archivedAt][]=true", "exists[archivedAt]")]
    [InlineData("order[familyName][]=asc", "order[familyName]")]
    [InlineData("q=%00", "q")]
    [InlineData("identifiers=a%ff", "identifiers")]
    public async Task A_value_of_another_shape_is_refused(string query, string parameter)
    {
        var crm = await server.NewTenant();

        (await crm.Get($"/people?{query}")).RefusesParameter(parameter);
    }

    [Theory]
    [InlineData("٠٦٨٧٦٥٤٣٢١", "+31687654321")]
    [InlineData("+31 6 87654321", "\u200E+31687654321")]
    [InlineData("+31687654321", "٠٦٨٧٦٥٤٣٢١")]
    [InlineData("*21#", "*21#")]
    [InlineData("ask Jan", "Ask jan")]
    public async Task A_phone_is_found_in_any_script_and_an_odd_one_as_it_was_kept(string kept, string asked)
    {
        var crm = await server.NewTenant();
        await crm.Create("/people", """{"familyName":"Other","phoneNumbers":[{"phoneNumber":"+31611111111"}]}""");
        var person = await crm.Create("/people", $$"""{"familyName":"A","phoneNumbers":[{"phoneNumber":"{{kept}}"}]}""");

        Assert.Equal([person], (await crm.Get($"/people?identifiers={Uri.EscapeDataString(asked)}")).Is(200).Iris);
    }
}
