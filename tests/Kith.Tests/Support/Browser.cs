using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Claims;
using Kith.Access;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Kith.Tests.Support;

/// <summary>A browser as far as cookies and forms go: it keeps what it is given, and follows no redirect.</summary>
internal sealed class Browser(RunningServer server, HttpClient? secure = null)
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false });

    /// <summary>The cookies, by their names.</summary>
    public Dictionary<string, string> Cookies { get; } = [];

    /// <summary>Each <c>Set-Cookie</c> of the last answer.</summary>
    public IReadOnlyList<string> Set { get; private set; } = [];

    /// <summary>What the browser calls itself.</summary>
    public string Name { get; init; } = "Test/1.0";

    public Task<Reply> Get(string path, params (string Name, string Value)[] headers) => Send(HttpMethod.Get, path, null, headers);

    /// <summary>Sends a form as a page that was just shown would.</summary>
    public async Task<Reply> Submit(string path, params (string Name, string Value)[] fields)
    {
        var form = FieldOf(await SignedInAsync());
        return await SubmitAs(path, [.. fields, form]);
    }

    /// <summary>Sends a form as any page of the world can.</summary>
    public Task<Reply> SubmitAs(string path, params (string Name, string Value)[] fields) => Send(
        HttpMethod.Post, path, new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))));

    public Task<Reply> SignIn(string email, string password, params (string Name, string Value)[] more) =>
        Submit("/app/sign-in", [("email", email), ("password", password), .. more]);

    public Task<Reply> SignOut() => Submit("/app/sign-out");

    /// <summary>Who is signed in, by the cookies that there are; null for nobody.</summary>
    public async Task<KeyCaller?> SignedInAsync()
    {
        var request = new DefaultHttpContext { RequestServices = server.Services }.Request;
        request.Scheme = secure is null ? "http" : "https";
        request.Headers.Cookie = CookieHeader();
        return await server.Services.GetRequiredService<Sessions>().FindAsync(request);
    }

    public async Task<Reply> Send(HttpMethod method, string path, HttpContent? body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, (secure is null ? server.Address : server.Secure) + path) { Content = body };
        request.Headers.TryAddWithoutValidation("User-Agent", Name);
        if (Cookies.Count > 0)
            request.Headers.TryAddWithoutValidation("Cookie", CookieHeader());
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await (secure ?? Http).SendAsync(request, TestContext.Current.CancellationToken);
        Keep(response.Headers);
        var reply = new Reply(
            $"{method} {path}", (int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken),
            response.Headers.Concat(response.Content.Headers).ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase));
        return reply.Judge(hasBody: method != HttpMethod.Head);
    }

    private void Keep(HttpResponseHeaders headers)
    {
        Set = headers.TryGetValues("Set-Cookie", out var set) ? [.. set] : [];
        foreach (var cookie in Set)
        {
            var (name, value) = (cookie[..cookie.IndexOf('=')], cookie[(cookie.IndexOf('=') + 1)..].Split(';')[0]);
            if (value.Length == 0)
                Cookies.Remove(name);
            else
                Cookies[name] = value;
        }
    }

    /// <summary>The hidden field that the server would put into a form, and its cookie.</summary>
    private (string Name, string Value) FieldOf(KeyCaller? caller)
    {
        var context = new DefaultHttpContext { RequestServices = server.Services };
        if (caller is not null)
        {
            context.User = new ClaimsPrincipal(new ClaimsIdentity(
            [
                new(ClaimTypes.NameIdentifier, caller.User.ToString()), new(ClaimTypes.Role, caller.IsAdmin ? "admin" : "member"),
                new("tenant", caller.Tenant.ToString(CultureInfo.InvariantCulture)), new("session", caller.ApiKey.ToString()),
            ], "session"));
        }
        var tokens = server.Services.GetRequiredService<IAntiforgery>().GetTokens(context);
        if (tokens.CookieToken is { } cookie)
            Cookies["kith-form"] = cookie;
        return (tokens.FormFieldName, tokens.RequestToken!);
    }

    private string CookieHeader() => string.Join("; ", Cookies.Select(cookie => $"{cookie.Key}={cookie.Value}"));
}
