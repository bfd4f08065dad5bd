using Microsoft.AspNetCore.Http;

namespace Kith.Hydra.Tests;

public sealed class NegotiationTests
{
    [Theory]
    [InlineData(null, Format.JsonLd)]
    [InlineData("", Format.JsonLd)]
    [InlineData(" ", Format.JsonLd)]
    [InlineData("*/*", Format.JsonLd)]
    [InlineData("application/*", Format.JsonLd)]
    [InlineData("Application/LD+Json", Format.JsonLd)]
    [InlineData("application/ld+json;profile=\"a b\"", Format.JsonLd)]
    [InlineData("application/json", Format.Json)]
    [InlineData("text/html, application/json", Format.Json)]
    [InlineData("application/json, application/ld+json", Format.Json)]
    [InlineData("application/ld+json, application/json", Format.JsonLd)]
    [InlineData("application/json;q=0.9, application/ld+json", Format.JsonLd)]
    [InlineData("*/*, application/json", Format.Json)]
    [InlineData("application/*;q=0.1, application/ld+json;q=0", Format.Json)]
    [InlineData("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", Format.JsonLd)]
    public void The_form_is_the_one_that_is_wanted_most(string? accept, Format format) => Assert.Equal(format, Negotiation.Accept(Request(accept)).Value);

    [Theory]
    [InlineData("text/html")]
    [InlineData("image/*")]
    [InlineData("application/ld+json;q=0")]
    [InlineData("*/*;q=0.0")]
    [InlineData("application/jso")]
    [InlineData(",")]
    [InlineData("%%%")]
    public void What_there_is_not_is_a_406_that_says_what_there_is(string accept)
    {
        var problem = Negotiation.Accept(Request(accept)).Problem;

        Assert.Equal(406, problem?.Status);
        Assert.Contains("\"application/ld+json\", \"application/json\"", problem!.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("application/json", true)]
    [InlineData("APPLICATION/JSON;charset=\"UTF-8\"", true)]
    [InlineData("application/ld+json; profile=x", true)]
    [InlineData("", true)]
    [InlineData("application/json; charset=latin1", false)]
    [InlineData("application/merge-patch+json", false)]
    [InlineData("json", false)]
    public void A_body_has_one_of_the_types_that_are_taken(string type, bool isTaken)
    {
        var request = Request(null);
        request.Method = "POST";
        request.ContentType = type;

        var problem = Negotiation.CheckContentType(request, MediaTypes.Writes);

        Assert.Equal(isTaken ? null : 415, problem?.Status);
        if (!isTaken)
            Assert.Contains(new("Accept-Post", "application/ld+json, application/json"), problem!.Headers);
    }

    private static HttpRequest Request(string? accept)
    {
        var request = new DefaultHttpContext().Request;
        if (accept is not null)
            request.Headers.Accept = accept;
        return request;
    }
}
