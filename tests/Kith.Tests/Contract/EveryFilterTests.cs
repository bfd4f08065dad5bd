using Kith.Tests.Support;

namespace Kith.Tests.Contract;

public sealed class EveryFilterTests(RunningServer server)
{
    public static TheoryData<string> Types => [.. Crm.Vocabulary.Resources.Where(resource => !resource.IsWrittenByServer).Select(resource => resource.Type)];

    [Theory]
    [MemberData(nameof(Types))]
    public async Task Nonsense_is_a_400_or_finds_nothing_and_never_a_whole_list(string type)
    {
        var crm = await server.NewTenant();
        var resource = Declarations.Named(type);
        var collection = await Declarations.Collection(crm, resource);
        if (resource.IsCreatedByPost)
            await crm.Create(collection, (await Declarations.Smallest(crm, resource)).ToJsonString());
        Assert.True(resource is { IsCreatedByPost: false } || (await crm.Get(collection)).TotalItems > 0);

        foreach (var parameter in resource.Filters.SelectMany(filter => filter.Parameters).Select(parameter => parameter.Name))
        {
            var reply = await crm.Get($"{collection}?{Uri.EscapeDataString(parameter)}=%F0%9F%8C%B1nonsense");

            if (parameter is "q" || parameter.StartsWith("identifiers", StringComparison.Ordinal) || parameter.StartsWith("emailAddresses", StringComparison.Ordinal))
                Assert.Equal(0, reply.Is(200).TotalItems);
            else
                reply.RefusesParameter(parameter.Replace("[]", "", StringComparison.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public async Task More_than_a_hundred_values_are_refused_and_more_than_ten_of_all_or_none(string type)
    {
        var crm = await server.NewTenant();
        var resource = Declarations.Named(type);
        var collection = await Declarations.Collection(crm, resource);

        foreach (var parameter in resource.Filters.SelectMany(filter => filter.Parameters).Select(parameter => parameter.Name).Where(name => name.EndsWith("[]", StringComparison.Ordinal)))
        {
            string Query(int count) => string.Join('&', Enumerable.Repeat($"{parameter}={Guid.Empty}", count));
            var most = parameter.EndsWith(".all[]", StringComparison.Ordinal) || parameter.EndsWith(".none[]", StringComparison.Ordinal) ? 10 : 100;
            (await crm.Get($"{collection}?{Query(most)}")).Is(200);
            (await crm.Get($"{collection}?{Query(most + 1)}")).RefusesParameter(parameter);
        }
    }

    public static TheoryData<string> OrderedTypes =>
        [.. Crm.Vocabulary.Resources.Where(resource => resource.IsCreatedByPost && resource.Filters.OfType<OrderFilter>().Any()).Select(resource => resource.Type)];

    [Theory]
    [MemberData(nameof(OrderedTypes))]
    public async Task Every_order_and_its_reverse_list_everything(string type)
    {
        var crm = await server.NewTenant();
        var resource = Declarations.Named(type);
        var collection = await Declarations.Collection(crm, resource);
        for (var i = 0; i < 3; i++)
            await crm.Create(collection, (await Declarations.Smallest(crm, resource)).ToJsonString());
        var all = (await crm.Get(collection)).Iris.Order().ToList();

        foreach (var parameter in resource.Filters.OfType<OrderFilter>().SelectMany(filter => filter.Parameters).Select(parameter => parameter.Name))
        {
            foreach (var direction in (string[])["asc", "desc", "ASC", "Desc"])
                Assert.Equal(all, (await crm.Get($"{collection}?{parameter}={direction}")).Is(200).Iris.Order());
        }
    }
}
