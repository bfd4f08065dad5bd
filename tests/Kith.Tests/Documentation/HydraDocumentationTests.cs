using System.Text.RegularExpressions;
using Kith.Tests.Support;

namespace Kith.Tests.Documentation;

/// <summary>The Hydra documentation beside contexts and answers, and the page that people read.</summary>
public sealed partial class HydraDocumentationTests(RunningServer server)
{
    [Fact]
    public async Task Each_term_of_a_context_is_a_documented_property()
    {
        var anybody = (await server.NewTenant()).Anonymous();
        var document = (await anybody.Get("/docs.jsonld")).Is(200);
        var classes = document["supportedClass"]!.AsArray().Select(type => type!.AsObject()).ToList();
        var documented = classes.SelectMany(type => type["supportedProperty"]!.AsArray()).Select(property => property!["property"]!["@id"]!.GetValue<string>()).ToHashSet();

        Assert.Equal(MediaTypes.JsonLd, document.ContentType);
        foreach (var type in classes.Select(type => type["title"]!.GetValue<string>()).Where(title => !title.Contains('.', StringComparison.Ordinal)))
        {
            var context = (await anybody.Get($"/contexts/{type}")).Is(200)["@context"]!.AsObject();
            Assert.Equal($"{server.Address}/docs.jsonld#", context["@vocab"]!.GetValue<string>());
            Assert.All(Terms(context).Where(term => !term.Contains(':', StringComparison.Ordinal)), term => Assert.Contains($"/docs.jsonld#{term}", documented));
        }
    }

    [Fact]
    public async Task Each_class_that_a_property_or_an_operation_names_is_there()
    {
        var document = (await (await server.NewTenant()).Anonymous().Get("/docs.jsonld")).Json;
        var classes = document["supportedClass"]!.AsArray().Select(type => type!["@id"]!.GetValue<string>()).ToList();

        Assert.Equal(classes.Count, classes.Distinct().Count());
        Assert.All(["Entrypoint", "Error", "ConstraintViolation", "Person", "PersonNoteResource"], name => Assert.Contains($"/docs.jsonld#{name}", classes));
        var named = Named(document["supportedClass"]!).Where(name => name.StartsWith('/')).Distinct().ToList();
        Assert.NotEmpty(named);
        Assert.All(named, name => Assert.Contains(name, classes));
    }

    [Fact]
    public async Task An_answer_has_no_property_that_its_class_does_not_read()
    {
        var crm = await server.NewTenant();
        var document = (await crm.Get("/docs.jsonld")).Json;
        var person = await crm.Get(await crm.Person());

        var type = document["supportedClass"]!.AsArray().Single(type => type!["title"]!.GetValue<string>() == "Person")!;
        var readable = type["supportedProperty"]!.AsArray().Where(property => property!["readable"]!.GetValue<bool>()).Select(property => property!["title"]!.GetValue<string>());
        Assert.Empty(person.Json.Select(property => property.Key).Where(name => !name.StartsWith('@')).Except(readable));
    }

    [Fact]
    public async Task The_page_loads_what_this_server_has_and_nothing_else()
    {
        var anybody = (await server.NewTenant()).Anonymous();
        var page = (await anybody.Get("/docs", ("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"))).Is(200);

        Assert.Equal("text/html; charset=utf-8", page.ContentType);
        var policy = page.Header("Content-Security-Policy")!;
        Assert.StartsWith("default-src 'none'; script-src 'self';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("http", policy, StringComparison.Ordinal);
        var addresses = Addresses().Matches(page.Text).Select(match => match.Groups["address"].Value).Where(address => address != "data:,").ToList();
        Assert.Contains("/docs/scalar.js", addresses);
        foreach (var address in addresses)
        {
            Assert.StartsWith("/", address, StringComparison.Ordinal);
            var loaded = (await anybody.Get(address)).Is(200);
            if (address.EndsWith(".js", StringComparison.Ordinal))
            {
                Assert.Equal("text/javascript", loaded.ContentType);
                Assert.Contains("createApiReference", loaded.Text, StringComparison.Ordinal);
            }
        }
    }

    private static IEnumerable<string> Terms(JsonObject context) => context
        .Where(term => !term.Key.StartsWith('@') && !$"{term.Value}".StartsWith("http", StringComparison.Ordinal))
        .SelectMany(term => term.Value is JsonObject definition
            ? [definition["@id"]!.GetValue<string>(), .. definition["@context"] is JsonObject scoped ? Terms(scoped) : []]
            : new[] { term.Value!.GetValue<string>() });

    /// <summary>What ranges, domains, expectations and results name.</summary>
    private static IEnumerable<string> Named(JsonNode? node) => node switch
    {
        JsonObject of => of.SelectMany(property => property.Key is "range" or "domain" or "expects" or "returns" or "owl:allValuesFrom" && property.Value is JsonValue name
            ? [name.GetValue<string>()]
            : Named(property.Value)),
        JsonArray list => list.SelectMany(Named),
        _ => [],
    };

    [GeneratedRegex("(src|href)=\"(?<address>[^\"]*)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Addresses();
}
