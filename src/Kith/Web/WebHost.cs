using Kith.Access;
using Microsoft.AspNetCore.Localization;

namespace Kith.Web;

/// <summary>The pages that people work in, under <c>/app</c> (decisions.md "Media types").</summary>
internal static class WebHost
{
    public const string Path = "/app";

    /// <summary>The cookie that keeps the language that somebody chose.</summary>
    public const string LanguageCookie = "kith-language";

    /// <summary>What is there for whoever is not signed in; the framework's connection asks for the session with each call.</summary>
    private static readonly PathString[] OpenPaths = ["/sign-in", "/welcome", "/_framework"];

    /// <summary>Registers what pages need.</summary>
    public static void Configure(WebApplicationBuilder builder, Database database, Func<bool> isOpen)
    {
        builder.WebHost.UseStaticWebAssets();
        builder.Services.AddRazorComponents().AddInteractiveServerComponents(circuits =>
        {
            circuits.DisconnectedCircuitRetentionPeriod = TimeSpan.FromMinutes(10);
            circuits.DisconnectedCircuitMaxRetained = 200;
        });
        builder.Services.AddCascadingAuthenticationState();
        builder.Services.AddSingleton(database.Clock);
        builder.Services.AddSingleton<Pipeline>();
        builder.Services.AddSingleton(services => new Changes(database, isOpen, services.GetRequiredService<ILogger<Changes>>()));
        builder.Services.AddHostedService(services => services.GetRequiredService<Changes>());
        builder.Services.AddSingleton<Texts>();
        builder.Services.AddSingleton<PageScripts>();
        builder.Services.AddScoped<CurrentUser>();
        builder.Services.AddScoped<Api>();
        builder.Services.AddScoped<Titles>();
        builder.Services.AddScoped<Toasts>();
        builder.Services.AddScoped<Browser>();
        builder.Services.AddScoped<Selections>();
    }

    /// <summary>Maps the pages; everything else goes by.</summary>
    public static void Map(WebApplication app)
    {
        app.MapWhen(IsOfPages, web =>
        {
            web.UsePathBase(Path);
            web.Use(next => context => RequireSessionAsync(context, next));
            web.Use(next => context => SendHeadersAsync(context, next));
            web.UseRequestLocalization(options =>
            {
                options.SetDefaultCulture(Texts.Languages[0]).AddSupportedCultures([.. Texts.Languages]).AddSupportedUICultures([.. Texts.Languages]);
                options.RequestCultureProviders = [new CookieRequestCultureProvider { CookieName = LanguageCookie }, new AcceptLanguageHeaderRequestCultureProvider()];
            });
            web.Use(next => context => web.ApplicationServices.GetRequiredService<PageScripts>().FindAsync(context, next));
            web.UseStatusCodePagesWithReExecute("/not-found");
            web.UseRouting();
            web.UseAntiforgery();
            web.UseEndpoints(endpoints =>
            {
                endpoints.MapStaticAssets();
                endpoints.MapRazorComponents<App>().AddInteractiveServerRenderMode(options => options.ContentSecurityFrameAncestorsPolicy = null).WithStaticAssets();
            });
        });
    }

    /// <summary>Whether a request is about a page; what its forms are sent to has an endpoint of its own.</summary>
    private static bool IsOfPages(HttpContext context) =>
        context.Request.Path.StartsWithSegments(Path, StringComparison.OrdinalIgnoreCase) && (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText == Server.AnyPath;

    /// <summary>Who is not signed in is asked to, and comes back to where they wanted to be.</summary>
    private static Task RequireSessionAsync(HttpContext context, RequestDelegate next)
    {
        // The pages are routed anew.
        context.SetEndpoint(null);
        context.Request.RouteValues.Clear();
        var path = context.Request.Path;
        var isOpen = path.Value!.Contains('.', StringComparison.Ordinal) || OpenPaths.Any(open => path.StartsWithSegments(open, StringComparison.OrdinalIgnoreCase));
        if (path.Value is "" or "/")
            context.Response.Redirect($"{Path}/people");
        else if (isOpen || context.Features.Get<SignedIn>() is not null)
            return next(context);
        else
            context.Response.Redirect($"{Path}/sign-in?returnUrl={Uri.EscapeDataString($"{Path}{path}{context.Request.QueryString}")}");
        return Task.CompletedTask;
    }

    /// <summary>
    /// Scripts come from here alone, and none stand in a page. Styles may stand in an element: they hold widths and colours that users chose.
    /// </summary>
    private static Task SendHeadersAsync(HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self'; "
            + "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers.Link = default;
        // Of what never changes under its address, its endpoint says so; what was said before of every answer would still have a browser ask each time.
        context.Response.OnStarting(() =>
        {
            headers.CacheControl = headers.CacheControl.Count > 1 ? headers.CacheControl[^1] : headers.CacheControl;
            return Task.CompletedTask;
        });
        return next(context);
    }
}
