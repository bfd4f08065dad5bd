using Microsoft.Extensions.Primitives;

namespace Kith.Hydra.Tests;

public sealed class AcceptEncodingTests
{
    [Theory]
    [InlineData("br", ContentCoding.Brotli)]
    [InlineData("gzip", ContentCoding.Gzip)]
    [InlineData("x-gzip", ContentCoding.Gzip)]
    [InlineData("GZIP", ContentCoding.Gzip)]
    [InlineData("gzip, deflate, br, zstd", ContentCoding.Brotli)]
    [InlineData("gzip;q=1.0, br;q=0.9", ContentCoding.Gzip)]
    [InlineData("gzip;q=0.5, br;q=0.5", ContentCoding.Brotli)]
    [InlineData("br;q=0, gzip", ContentCoding.Gzip)]
    [InlineData("*", ContentCoding.Brotli)]
    [InlineData("*;q=0.1", ContentCoding.Brotli)]
    [InlineData("br;q=0, *", ContentCoding.Gzip)]
    [InlineData("gzip, *;q=0", ContentCoding.Gzip)]
    [InlineData("identity, br;q=0.5", ContentCoding.Identity)]
    [InlineData("identity;q=0.5, gzip;q=0.5", ContentCoding.Gzip)]
    [InlineData("identity;q=0.5, *;q=0", ContentCoding.Identity)]
    [InlineData("identity;q=0, gzip;q=0.001", ContentCoding.Gzip)]
    [InlineData("deflate, zstd", ContentCoding.Identity)]
    [InlineData("br;q=0, gzip;q=0", ContentCoding.Identity)]
    [InlineData("br;q=high", ContentCoding.Identity)]
    [InlineData("nonsense nonsense", ContentCoding.Identity)]
    [InlineData("", ContentCoding.Identity)]
    [InlineData("*;q=0", null)]
    [InlineData("identity;q=0", null)]
    [InlineData("identity;q=0, br;q=0, deflate", null)]
    public void The_weights_choose(string header, ContentCoding? expected)
    {
        Assert.Equal(expected, AcceptEncoding.Choose(header, isWorthwhile: true));
        Assert.Equal(expected is null, AcceptEncoding.AcceptsNothing(header));
    }

    [Theory]
    [InlineData("br", ContentCoding.Identity)]
    [InlineData("br, identity;q=0.1", ContentCoding.Identity)]
    [InlineData("br;q=0.5, identity;q=0", ContentCoding.Brotli)]
    [InlineData("gzip, *;q=0", ContentCoding.Gzip)]
    public void What_is_not_worth_it_is_compressed_only_where_nothing_else_is_accepted(string header, ContentCoding expected) =>
        Assert.Equal(expected, AcceptEncoding.Choose(header, isWorthwhile: false));

    [Fact]
    public void Several_headers_are_one_list() =>
        Assert.Equal(ContentCoding.Gzip, AcceptEncoding.Choose(new StringValues(["deflate, br;q=0.5", "gzip"]), isWorthwhile: true));

    [Fact]
    public void A_header_that_is_not_there_costs_nothing()
    {
        AcceptEncoding.Choose(StringValues.Empty, isWorthwhile: true);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 100; i++)
            Assert.False(AcceptEncoding.AcceptsNothing(StringValues.Empty) || AcceptEncoding.Choose(StringValues.Empty, isWorthwhile: true) != ContentCoding.Identity);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
