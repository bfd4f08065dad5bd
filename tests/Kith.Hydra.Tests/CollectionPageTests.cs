using System.Text.Json.Nodes;
using static Kith.Hydra.Declare;

namespace Kith.Hydra.Tests;

public sealed class CollectionPageTests
{
    private static readonly Resource Shelf = new("shelves", "Shelf", [Text("title").Searched().Ordered()]);
    private static readonly Caller Somebody = new(1, Guid.Empty, IsAdmin: false, "NL");

    [Theory]
    [InlineData("", 0, "@id=1 first=1 last=1")]
    [InlineData("", 15, "@id=1 first=1 last=1")]
    [InlineData("", 16, "@id=1 first=1 last=2 next=2")]
    [InlineData("page=2", 31, "@id=2 first=1 last=3 previous=1 next=3")]
    [InlineData("page=3", 31, "@id=3 first=1 last=3 previous=2")]
    [InlineData("page=9", 31, "@id=9 first=1 last=3 previous=3")]
    [InlineData("page=9", 0, "@id=9 first=1 last=1 previous=1")]
    public void The_view_names_this_page_and_those_around_it(string query, long total, string expected)
    {
        var view = Page(query, total)["view"]!.AsObject();

        Assert.Equal("PartialCollectionView", view["@type"]!.GetValue<string>());
        Assert.Equal(expected, string.Join(' ', view.Where(link => link.Key != "@type")
            .Select(link => $"{link.Key}={link.Value!.GetValue<string>().Replace("/shelves?page=", "", StringComparison.Ordinal)}")));
    }

    [Fact]
    public void Links_keep_the_other_parameters_and_say_the_size_in_effect() => Assert.Equal(
        "/shelves?itemsPerPage=30&order%5Btitle%5D=desc&q=a%20b&page=2",
        Page("q=a+b&itemsPerPage=50&order[title]=desc", 100)["view"]!["next"]!.GetValue<string>());

    [Fact]
    public void No_items_per_page_is_one_page() => Assert.Equal("/shelves?itemsPerPage=0&page=1", Page("itemsPerPage=0", 7)["view"]!["last"]!.GetValue<string>());

    [Fact]
    public void The_template_names_paging_filters_and_view() => Assert.Equal(
        "/shelves{?page,itemsPerPage,partial,q,order%5Btitle%5D,view}", Page("", 0)["search"]!["template"]!.GetValue<string>());

    [Theory]
    [InlineData("page=0")]
    [InlineData("page=x")]
    [InlineData("page[]=1")]
    [InlineData("itemsPerPage=-1")]
    [InlineData("itemsPerPage=0&page=2")]
    [InlineData("page=100000000001")]
    [InlineData("partial=perhaps")]
    [InlineData("view=all")]
    [InlineData("q[]=x")]
    [InlineData("order[title]=sideways")]
    public void A_parameter_that_cannot_be_understood_is_a_400(string query)
    {
        Assert.True(QueryString.Parse(query).Succeeded(out var parameters, out _));

        Assert.Equal(400, Query.Read(Shelf, parameters, Somebody, "here").Problem?.Status);
    }

    private static JsonObject Page(string text, long total)
    {
        Assert.True(QueryString.Parse(text).Succeeded(out var parameters, out _));
        Assert.True(Query.Read(Shelf, parameters, Somebody, "here").Succeeded(out var query, out _));
        var answer = new CollectionPage(Shelf, "/shelves", parameters, query, total).ToAnswer<int>([], 0, static (_, _) => { }, Format.JsonLd);
        return Json.ParseStored(answer.Body.Span);
    }
}
