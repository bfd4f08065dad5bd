using Kith.Tests.Support;

namespace Kith.Tests.Contract;

public sealed class EveryPropertyTests(RunningServer server)
{
    public static TheoryData<string> Types => [.. Declarations.Created.Select(resource => resource.Type)];

    [Theory]
    [MemberData(nameof(Types))]
    public async Task Text_beyond_its_limit_is_refused_and_up_to_it_is_not(string type)
    {
        var crm = await server.NewTenant();
        var resource = Declarations.Named(type);
        var collection = await Declarations.Collection(crm, resource);

        foreach (var (path, field, body) in Declarations.Written(resource))
        {
            if (field is not TextField text)
                continue;
            (await crm.Post(collection, await Declarations.Body(crm, resource, body(new string('x', text.MaximumLength + 1))))).Refuses(path, ViolationCodes.TooLong);
            var atLimit = await crm.Post(collection, await Declarations.Body(crm, resource, body(new string('x', text.MaximumLength))));
            Assert.True(atLimit.Status == 201 || atLimit.Violations.All(violation => violation.Code is not ViolationCodes.TooLong), $"{path}: {atLimit.Text}");
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public async Task A_value_of_another_JSON_type_is_refused(string type)
    {
        var crm = await server.NewTenant();
        var resource = Declarations.Named(type);
        var collection = await Declarations.Collection(crm, resource);
        var item = await crm.Create(collection, (await Declarations.Smallest(crm, resource)).ToJsonString());
        var before = await crm.Get(item);

        foreach (var (path, field, body) in Declarations.Written(resource))
        {
            var expected = field.Schema()["type"]!.GetValue<string>();
            foreach (var (name, wrong) in (IEnumerable<(string, JsonNode)>)[
                ("boolean", true), ("integer", 7), ("string", "x"), ("array", new JsonArray()), ("object", new JsonObject())])
            {
                if (name == expected)
                    continue;
                (await crm.Post(collection, await Declarations.Body(crm, resource, body(wrong.DeepClone())))).Refuses(path, ViolationCodes.Type);
                (await crm.Patch(item, body(wrong.DeepClone()))).Refuses(path, ViolationCodes.Type);
            }
        }
        Assert.Equal(before.Text, (await crm.Get(item)).Text);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public async Task A_link_to_what_is_not_there_is_refused(string type)
    {
        var (crm, stranger) = (await server.NewTenant(), await server.NewTenant());
        var resource = Declarations.Named(type);
        var collection = await Declarations.Collection(crm, resource);

        foreach (var (path, field, body) in Declarations.Written(resource))
        {
            var (target, isSet) = field switch
            {
                RelationField relation => (relation.Target, false),
                LinksField links => (links.Target, true),
                InverseField inverse => (inverse.Source, true),
                _ => (null, false),
            };
            if (target is null)
                continue;
            var foreign = await Declarations.Target(stranger, target);
            foreach (var iri in (string[])[foreign, $"/{target.Path}/019aaaaa-0000-7000-8000-000000000000", $"/{target.Path}", $"/{target.Path}/1", foreign.Split('/')[^1], "", "/", $"/nothing/{foreign.Split('/')[^1]}", $"https://elsewhere.example{foreign}"])
            {
                var value = isSet ? new JsonArray(iri) : (JsonNode)iri;
                (await crm.Post(collection, await Declarations.Body(crm, resource, body(value)))).Refuses(isSet ? $"{path}[0]" : path, ViolationCodes.Iri);
            }
            if (isSet)
                (await crm.Post(collection, await Declarations.Body(crm, resource, body(new JsonArray(7))))).Refuses($"{path}[0]", ViolationCodes.Type);
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public async Task What_is_required_cannot_be_left_out_or_taken_away(string type)
    {
        var crm = await server.NewTenant();
        var resource = Declarations.Named(type);
        var collection = await Declarations.Collection(crm, resource);
        var item = await crm.Create(collection, (await Declarations.Smallest(crm, resource)).ToJsonString());
        var required = resource.Fields.Where(field => field.IsRequired).Select(field => field.Name).ToList();

        Assert.NotEmpty(required);
        Assert.Equal(required.Order(), (await crm.Post(collection, "{}")).Is(422).Violations.Select(violation => violation.Path).Order());
        foreach (var name in required)
            (await crm.Patch(item, new JsonObject { [name] = null })).Refuses(name, ViolationCodes.Blank);
        (await crm.Patch(item, "{}")).Is(200);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public async Task A_null_takes_away_whatever_is_not_required(string type)
    {
        var crm = await server.NewTenant();
        var resource = Declarations.Named(type);
        var collection = await Declarations.Collection(crm, resource);
        var smallest = await Declarations.Smallest(crm, resource);
        var item = (await crm.Post(collection, smallest)).Is(201);
        var nothing = new JsonObject();
        foreach (var field in resource.Fields.Where(field => !field.IsRequired && !field.IsKept))
            nothing[field.Name] = null;

        var patched = (await crm.Patch(item.Iri, nothing)).Is(200);
        Assert.Equal(item.Text, patched.Text);
        Assert.Equal(item.ETag, patched.ETag);
        (await crm.Post(collection, await Declarations.Body(crm, resource, type == "User" ? new JsonObject { ["email"] = "b@example.com", ["role"] = null } : nothing))).Is(201);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public async Task What_is_in_a_context_is_what_is_on_the_wire(string type)
    {
        var crm = await server.NewTenant();
        var resource = Declarations.Named(type);
        var item = await crm.Get(await crm.Create(await Declarations.Collection(crm, resource), (await Declarations.Smallest(crm, resource)).ToJsonString()));

        var context = (await crm.Anonymous().Get(item["@context"]!.GetValue<string>())).Is(200)["@context"]!.AsObject();

        Assert.Equal(type, item["@type"]!.GetValue<string>());
        Assert.Empty(item.Json.Select(property => property.Key).Where(name => name[0] != '@' && name != "id").Except(context.Select(term => term.Key)));
    }
}
