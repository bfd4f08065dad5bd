using System.Globalization;
using System.Security.Claims;
using Kith.Operations;
using Kith.Users;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Options;

namespace Kith.Access;

/// <summary>
/// What the forms of the pages are sent to. Every answer is a redirect (303), with <c>problem</c> in its query where the page has to say
/// why it is shown again.
/// </summary>
internal sealed class SignInEndpoints(Accounts accounts, Sessions sessions, IAntiforgery antiforgery)
{
    public const string SignInPath = $"{SessionCookie.Home}/sign-in";
    public const string SignOutPath = $"{SessionCookie.Home}/sign-out";

    /// <summary>Registers what signing in needs, for the pages too: one place says how the framework protects what it hands out.</summary>
    public static void AddServices(IServiceCollection services, Database database, Readiness readiness, Sessions sessions)
    {
        services.AddSingleton(sessions);
        services.AddSingleton(new Accounts(database));
        services.AddSingleton<SignInEndpoints>();
        services.AddDataProtection().SetApplicationName("Kith");
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(new ConfigureOptions<KeyManagementOptions>(keys => keys.XmlRepository = new DataProtectionKeys(database, readiness)));
        services.AddAntiforgery(form =>
        {
            form.Cookie.Name = "kith-form";
            form.Cookie.Path = "/";
            form.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            form.Cookie.SameSite = SameSiteMode.Strict;
            // Every response says so already.
            form.SuppressXFrameOptionsHeader = true;
        });
    }

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost(SignInPath, SignInAsync);
        endpoints.MapPost(SignOutPath, SignOutAsync);
        endpoints.MapPost(OneTimeLinks.Path, WelcomeAsync);
    }

    /// <summary>Tells the pages who is signed in.</summary>
    public async Task RunAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Path.StartsWithSegments(SessionCookie.Home, StringComparison.OrdinalIgnoreCase) && await sessions.FindAsync(context.Request) is { } caller)
        {
            context.Features.Set(new SignedIn(caller));
            context.User = PrincipalOf(caller);
        }
        await next(context);
    }

    private async Task SignInAsync(HttpContext context)
    {
        var form = await ReadAsync(context);
        var returnUrl = form?["returnUrl"].ToString() is { Length: > 0 } given ? SessionCookie.Local(given) : null;
        var outcome = form is null ? SignInProblem.Form
            : !SessionCookie.IsAllowed(context.Request) ? SignInProblem.Insecure
            : await accounts.SignInAsync(form["email"].ToString(), form["password"].ToString(), form["tenant"].ToString(), Visitor.Of(context));
        if (outcome.Succeeded(out var session, out var problem))
            await BeginAsync(context, session, returnUrl ?? SessionCookie.Home);
        else
            ShowAgain(context, SignInPath, problem, KeyValuePair.Create("returnUrl", returnUrl));
    }

    private async Task SignOutAsync(HttpContext context)
    {
        if (await ReadAsync(context) is null)
        {
            ShowAgain(context, SessionCookie.Home, SignInProblem.Form);
            return;
        }
        if (context.Features.Get<SignedIn>() is { Caller: var caller })
            await accounts.SignOutAsync(caller);
        SessionCookie.Clear(context);
        Redirect(context, SignInPath);
    }

    private async Task WelcomeAsync(HttpContext context)
    {
        var form = await ReadAsync(context);
        var token = form?["token"].ToString();
        var outcome = form is null ? SignInProblem.Form
            : !SessionCookie.IsAllowed(context.Request) ? SignInProblem.Insecure
            : await accounts.RedeemLinkAsync(token!, form["password"].ToString(), Visitor.Of(context));
        if (outcome.Succeeded(out var session, out var problem))
            await BeginAsync(context, session, SessionCookie.Home);
        else
            ShowAgain(context, OneTimeLinks.Path, problem, KeyValuePair.Create("token", token));
    }

    /// <summary>The form, where it came from one of our pages; null where it did not, or too late.</summary>
    private async ValueTask<IFormCollection?> ReadAsync(HttpContext context)
    {
        if (!context.Request.HasFormContentType)
            return null;
        try
        {
            var form = await context.Request.ReadFormAsync(context.RequestAborted);
            return await antiforgery.IsRequestValidAsync(context) ? form : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>Whoever was signed in here before is not any more.</summary>
    public async Task BeginAsync(HttpContext context, NewSession session, string path)
    {
        if (context.Features.Get<SignedIn>() is { Caller: var earlier })
            await accounts.SignOutAsync(earlier);
        RequestLog.Tell(context, session.Caller.Tenant);
        SessionCookie.Set(context, session.Token);
        Redirect(context, path);
    }

    /// <summary>Leads back to a page, which has to say why.</summary>
    public static void ShowAgain(HttpContext context, string page, Problem problem, params IEnumerable<KeyValuePair<string, string?>> others)
    {
        var query = new QueryBuilder { { "problem", SignInProblem.CodeOf(problem) } };
        foreach (var (name, value) in problem.Headers.Where(header => header.Key == "Retry-After").Select(header => KeyValuePair.Create("wait", (string?)header.Value)).Concat(others))
        {
            if (value is not null)
                query.Add(name, value);
        }
        Redirect(context, $"{page}{query}");
    }

    private static void Redirect(HttpContext context, string path)
    {
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = path;
        context.Response.Headers.CacheControl = "no-store";
    }

    private static ClaimsPrincipal PrincipalOf(KeyCaller caller) => new(new ClaimsIdentity(
    [
        new(ClaimTypes.NameIdentifier, caller.User.ToString()),
        new(ClaimTypes.Role, caller.IsAdmin ? User.Admin : User.Member),
        new("tenant", caller.Tenant.ToString(CultureInfo.InvariantCulture)),
        new("session", caller.ApiKey.ToString()),
    ], "session"));
}
