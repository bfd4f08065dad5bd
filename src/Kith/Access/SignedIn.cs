namespace Kith.Access;

/// <summary>
/// Somebody who signed in, as a feature of a request. It is set under <c>/app</c> only, and by pages that call the API in their own
/// process: nothing that comes over the network sets it elsewhere.
/// </summary>
/// <param name="Caller">Who that is.</param>
internal sealed record SignedIn(KeyCaller Caller);

/// <summary>Where somebody signs in from.</summary>
/// <param name="Address">The address of the network; null when it is not known.</param>
/// <param name="UserAgent">What the browser calls itself.</param>
internal sealed record Visitor(string? Address, string? UserAgent)
{
    private const int MaximumLength = 300;

    public static Visitor Of(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress;
        var agent = context.Request.Headers.UserAgent.ToString();
        return new Visitor(
            (address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address)?.ToString(),
            agent.Length == 0 ? null : agent.Length > MaximumLength ? agent[..MaximumLength] : agent);
    }
}
