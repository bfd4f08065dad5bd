using Microsoft.AspNetCore.Http;

namespace Kith.Hydra.Tests;

public sealed class PreconditionsTests
{
    private const string Tag = "\"7\"";

    [Theory]
    [InlineData(null, null, 200)]
    [InlineData("\"7\"", null, 200)]
    [InlineData("*", null, 200)]
    [InlineData("\"6\", \"7\"", null, 200)]
    [InlineData("\"7-json\"", null, 200)]
    [InlineData("\"6\"", null, 412)]
    [InlineData("W/\"7\"", null, 412)]
    [InlineData("7", null, 412)]
    [InlineData(null, "\"7\"", 304)]
    [InlineData(null, "W/\"7\"", 304)]
    [InlineData(null, "\"6\", \"7\"", 304)]
    [InlineData(null, "*", 304)]
    [InlineData(null, "\"6\"", 200)]
    [InlineData(null, "\"7-json\"", 200)]
    [InlineData(null, "7", 200)]
    [InlineData("\"6\"", "\"7\"", 412)]
    public void A_read_is_answered_as_its_conditions_say(string? ifMatch, string? ifNoneMatch, int status) =>
        Assert.Equal(status, Preconditions.CheckRead(Headers(ifMatch, ifNoneMatch), Tag));

    [Theory]
    [InlineData(null, null, true)]
    [InlineData("\"7\"", null, true)]
    [InlineData("\"7-json\"", null, true)]
    [InlineData("\"7-d20000-json\"", null, true)]
    [InlineData("*", null, true)]
    [InlineData("\"77\"", null, false)]
    [InlineData("W/\"7\"", null, false)]
    [InlineData("nonsense", null, false)]
    [InlineData("", null, false)]
    [InlineData(null, "*", false)]
    [InlineData(null, "\"7\"", false)]
    [InlineData(null, "\"6\"", true)]
    public void A_write_goes_on_when_its_conditions_hold(string? ifMatch, string? ifNoneMatch, bool goesOn) =>
        Assert.Equal(goesOn ? null : 412, Preconditions.CheckWrite(Headers(ifMatch, ifNoneMatch), Tag)?.Status);

    private static IHeaderDictionary Headers(string? ifMatch, string? ifNoneMatch)
    {
        IHeaderDictionary headers = new HeaderDictionary();
        if (ifMatch is not null)
            headers.IfMatch = ifMatch;
        if (ifNoneMatch is not null)
            headers.IfNoneMatch = ifNoneMatch;
        return headers;
    }
}
