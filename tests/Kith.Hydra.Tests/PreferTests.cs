using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Kith.Hydra.Tests;

public sealed class PreferTests
{
    [Theory]
    [InlineData("", null)]
    [InlineData("strict", null)]
    [InlineData("handling", "")]
    [InlineData("handling=\"\"", "")]
    [InlineData("handling=strict", "strict")]
    [InlineData("Handling = strict", "strict")]
    [InlineData("handling=\"strict\"", "strict")]
    [InlineData("respond-async, wait=100, handling=lenient", "lenient")]
    [InlineData("handling=lenient, handling=strict", "lenient")]
    [InlineData("handling=strict; kind=all; ;\"a\"", "strict")]
    [InlineData("wait=10;handling=strict", null)]
    [InlineData("note=\"a, handling=strict; \\\", handling=lenient\", handling=quoted", "quoted")]
    [InlineData("=, ,handling=strict", "strict")]
    [InlineData("note=\"open, handling=strict", null)]
    public void A_preference_is_found_where_it_is_stated(string header, string? value) => Assert.Equal(value, Find(header));

    [Fact]
    public void Several_headers_are_one_list() => Assert.Equal("strict", Find("wait=1", "respond-async, handling=strict", "handling=lenient"));

    [Fact]
    public void What_is_heeded_is_told_beside_what_others_heed()
    {
        var headers = new HeaderDictionary();

        Prefer.Apply(headers, "handling=strict");
        Prefer.Apply(headers, "server-timing");

        Assert.Equal("handling=strict,server-timing", headers["Preference-Applied"].ToString());
    }

    [Fact]
    public void A_header_that_is_not_there_costs_nothing()
    {
        var headers = new HeaderDictionary { ["Accept"] = "*/*" };
        Prefer.Find(headers, "handling");
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 100; i++)
            Prefer.Find(headers, "handling");

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static string? Find(params string[] lines) => Prefer.Find(new HeaderDictionary { ["Prefer"] = new StringValues(lines) }, "handling");
}
