using System.Net;

namespace Kith.Access;

/// <summary>The cookie that holds the token of a session.</summary>
internal static class SessionCookie
{
    /// <summary>Where the pages begin.</summary>
    public const string Home = "/app";

    /// <summary>The prefix makes browsers refuse the cookie without TLS, for another path, or from another host of the same domain.</summary>
    private const string SecureName = "__Host-kith";

    private const string PlainName = "kith";

    /// <summary>Whether a session can begin here: what goes over a network in the clear is read by others.</summary>
    public static bool IsAllowed(HttpRequest request) => request.IsHttps
        || request.HttpContext.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
        || IsThisMachine(request.Host.Host);

    public static string? Read(HttpRequest request) => request.Cookies[NameOf(request)];

    public static void Set(HttpContext context, string token) => context.Response.Cookies.Append(NameOf(context.Request), token, OptionsOf(context.Request));

    public static void Clear(HttpContext context) => context.Response.Cookies.Delete(NameOf(context.Request), OptionsOf(context.Request, lifetime: null));

    /// <summary>The path to go on to: one of the pages, whatever was asked for.</summary>
    public static string Local(string? returnUrl)
    {
        var isLocal = returnUrl is not null && returnUrl.StartsWith(Home, StringComparison.Ordinal)
            && (returnUrl.Length == Home.Length || returnUrl[Home.Length] is '/' or '?')
            // Browsers take a backslash for a slash, and leave out tabs and line ends.
            && !returnUrl.Any(static letter => letter is '\\' || char.IsControl(letter));
        return isLocal ? returnUrl! : Home;
    }

    private static string NameOf(HttpRequest request) => request.IsHttps ? SecureName : PlainName;

    private static CookieOptions OptionsOf(HttpRequest request) => OptionsOf(request, Sessions.Lifetime);

    private static CookieOptions OptionsOf(HttpRequest request, TimeSpan? lifetime) =>
        new() { HttpOnly = true, Secure = request.IsHttps, SameSite = SameSiteMode.Lax, Path = "/", MaxAge = lifetime, IsEssential = true };

    private static bool IsThisMachine(string host) =>
        host is "localhost" || host.EndsWith(".localhost", StringComparison.Ordinal) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
