using Kith.Tests.Support;

namespace Kith.Tests.Discovery;

public sealed class DiscoveryTests(RunningServer server)
{
    [Fact]
    public async Task The_entrypoint_leads_to_every_collection()
    {
        var crm = await server.NewTenant();

        var entrypoint = (await crm.Anonymous().Get("/")).Is(200);

        Assert.Equal("Entrypoint", entrypoint["@type"]!.GetValue<string>());
        var links = entrypoint.Json.Where(property => property.Key[0] != '@').ToList();
        Assert.Equal(Crm.Vocabulary.Resources.Where(resource => resource.Parent is null).Select(resource => $"/{resource.Path}").Order(), links.Select(link => link.Value!.GetValue<string>()).Order());
        foreach (var (_, link) in links)
            (await crm.Get(link!.GetValue<string>())).Is(200);
        (await crm.Anonymous().Get("/contexts/Entrypoint")).Is(200);
    }

    [Fact]
    public async Task Contexts_map_the_terms_of_Hydra()
    {
        var crm = await server.NewTenant();

        foreach (var type in (string[])["Person", "PersonNoteResource", "Entrypoint", "Error", "ConstraintViolation"])
        {
            var context = (await crm.Anonymous().Get($"/contexts/{type}")).Is(200)["@context"]!;
            Assert.Equal("hydra:member", context["member"]!.GetValue<string>());
            Assert.Equal("http://www.w3.org/ns/hydra/core#", context["hydra"]!.GetValue<string>());
        }
        var person = (await crm.Get("/contexts/Person.jsonld")).Is(200)["@context"]!;
        Assert.Equal("@id", person["owner"]!["@type"]!.GetValue<string>());
        Assert.Equal("Person/familyName", person["familyName"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_type_of_a_problem_can_be_looked_up()
    {
        var crm = await server.NewTenant();

        foreach (var problem in (Reply[])[await crm.Get("/people/x"), await crm.Get("/people?page=0"), await crm.Post("/people", "{}"), await crm.Post("/people", """{"familyName":"","tags":7}""")])
        {
            Assert.Equal(problem["type"]!.GetValue<string>(), problem.Iri);
            (await crm.Anonymous().Get(problem.Iri)).Is(200);
            (await crm.Anonymous().Get(problem["@context"]!.GetValue<string>())).Is(200);
        }
    }

    [Fact]
    public async Task Every_answer_says_where_the_documentation_is()
    {
        var crm = await server.NewTenant();

        foreach (var path in (string[])["/people", "/people/x", "/nothing", "/"])
            Assert.Contains("rel=\"http://www.w3.org/ns/hydra/core#apiDocumentation\"", (await crm.Get(path)).Header("Link"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_suffix_asks_for_a_form()
    {
        var crm = await server.NewTenant();
        var person = await crm.Person();

        Assert.Equal("application/ld+json", (await crm.Get("/people.jsonld")).Is(200).ContentType);
        Assert.Equal("application/json", (await crm.Get("/people.json")).Is(200).ContentType);
        Assert.Equal("application/json", (await crm.Get($"{person}.json")).Is(200).ContentType);
        Assert.Equal((await crm.Get(person)).Text, (await crm.Get($"{person}.jsonld")).Is(200).Text);
        (await crm.Get($"{person}.json", ("Accept", "application/ld+json"))).Is(406);
        (await crm.Get($"{person}.xml")).Is(404);
    }

    [Fact]
    public async Task Whoever_watches_sees_that_the_server_is_well()
    {
        var crm = (await server.NewTenant()).Anonymous();

        Assert.Equal("ok", (await crm.Get("/healthz")).Is(200)["status"]!.GetValue<string>());
        (await crm.Send(HttpMethod.Head, "/healthz", null)).Is(200);
        (await crm.Send(HttpMethod.Post, "/healthz", null)).Is(405);
    }
}
