namespace Kith.Hydra.Tests;

public sealed class QueryStringTests
{
    private static QueryString Parse(string text)
    {
        Assert.True(QueryString.Parse(text).Succeeded(out var query, out _));
        return query;
    }

    [Theory]
    [InlineData("owner.id=1")]
    [InlineData("?owner.id=1")]
    [InlineData("owner.id=0&owner.id=1")]
    [InlineData("owner%2Eid=%31")]
    [InlineData("owner.id[]=0&owner.id=1")]
    public void The_last_scalar_counts(string text) => Assert.Equal("1", Parse(text)["owner.id"]!.Scalar);

    [Theory]
    [InlineData("x[]=a&x[]=b")]
    [InlineData("x%5B%5D=a&x%5b%5d=b")]
    [InlineData("x[3]=a&x[9]=b")]
    [InlineData("x=0&x[]=a&x[]=b")]
    [InlineData("?x[]=a&y=1&x[]=b")]
    public void Brackets_make_a_list(string text)
    {
        var parameter = Parse(text)["x"]!;

        Assert.Null(parameter.Scalar);
        Assert.Equal(["a", "b"], parameter.List);
        Assert.Empty(parameter.Map);
    }

    [Fact]
    public void Keys_make_a_map_in_the_order_of_the_query()
    {
        var order = Parse("order[b]=asc&order[a]=desc&order[b]=desc")["order"]!;

        Assert.Equal([new("b", "desc"), new("a", "desc")], order.Map);
    }

    [Theory]
    [InlineData("a+b", "a b")]
    [InlineData("a%20b", "a b")]
    [InlineData("a%2Bb", "a+b")]
    [InlineData("%C3%A9%F0%9F%8C%B1", "é🌱")]
    [InlineData("a=b", "a=b")]
    [InlineData("", "")]
    public void Values_are_form_decoded(string encoded, string value) => Assert.Equal(value, Parse($"x={encoded}")["x"]!.Scalar);

    [Theory]
    [InlineData("x=%")]
    [InlineData("x=%4")]
    [InlineData("x=%zz")]
    [InlineData("x=%-1")]
    [InlineData("x=%+1")]
    [InlineData("x=%ff")]
    [InlineData("x=%C3")]
    [InlineData("x=%ED%A0%80")]
    [InlineData("x=%C0%80")]
    [InlineData("x=%00")]
    [InlineData("%ff=x")]
    [InlineData("x=é")]
    public void What_is_not_percent_encoded_UTF8_is_refused(string text) => Assert.Equal(400, QueryString.Parse(text).Problem?.Status);

    [Theory]
    [InlineData("")]
    [InlineData("?")]
    [InlineData("&&")]
    [InlineData("=x")]
    [InlineData("y=1")]
    [InlineData("owner[id]=1")]
    [InlineData("x_id=1")]
    public void What_was_not_given_is_null(string text) => Assert.Null(Parse(text)["x"]);

    [Theory]
    [InlineData("", "page=2")]
    [InlineData("page=1", "page=2")]
    [InlineData("q=a+b&order[x]=asc", "order%5Bx%5D=asc&q=a%20b&page=2")]
    [InlineData("page=7&itemsPerPage=99", "itemsPerPage=30&page=2")]
    [InlineData("x[7]=1&x[]=2", "x%5B%5D=1&x%5B%5D=2&page=2")]
    [InlineData("x[]=1&x=2", "x=2&page=2")]
    [InlineData("x=1&x=2", "x=2&page=2")]
    [InlineData("flag", "flag=&page=2")]
    [InlineData("q=%2f~%c3%a9%3C%22", "q=%2F~%C3%A9%3C%22&page=2")]
    [InlineData("=nameless&b=1&a=2", "a=2&b=1&page=2")]
    public void A_link_to_a_page_is_sorted_encoded_and_ends_with_the_page(string text, string link) => Assert.Equal(link, $"{Parse(text).ToPages(30)}page=2");
}
