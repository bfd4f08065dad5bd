using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Kith.Access;

/// <summary>Signing in through an OpenID Connect provider: authorization code with PKCE. What begins is a session of ours.</summary>
internal sealed partial class OidcEndpoints(IAuthenticationHandlerProvider handlers, ILogger<OidcEndpoints> logger)
{
    private const string Scheme = "oidc";
    private const string Path = $"{SignInEndpoints.SignInPath}/oidc";
    private const string CallbackPath = $"{Path}/callback";

    public static void AddServices(IServiceCollection services, OidcOptions options)
    {
        services.AddSingleton(options);
        services.AddScoped<OidcEndpoints>();
        services.AddAuthentication().AddOpenIdConnect(Scheme, oidc =>
        {
            oidc.Authority = options.Authority;
            oidc.RequireHttpsMetadata = options.Authority.StartsWith("https:", StringComparison.Ordinal);
            oidc.ClientId = options.ClientId;
            oidc.ClientSecret = options.ClientSecret;
            oidc.ResponseType = OpenIdConnectResponseType.Code;
            // The answer comes as a redirect, so that the cookies between are as strict as that of the session.
            oidc.ResponseMode = OpenIdConnectResponseMode.Query;
            oidc.CallbackPath = CallbackPath;
            foreach (var cookie in (CookieBuilder[])[oidc.CorrelationCookie, oidc.NonceCookie])
            {
                cookie.SameSite = SameSiteMode.Lax;
                cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            }
            oidc.Scope.Clear();
            foreach (var scope in (string[])["openid", "email", "profile"])
                oidc.Scope.Add(scope);
            oidc.MapInboundClaims = false;
            oidc.GetClaimsFromUserInfoEndpoint = true;
            oidc.ClaimActions.Clear();
            foreach (var claim in (string[])["email", "email_verified", "given_name", "family_name"])
                oidc.ClaimActions.MapJsonKey(claim, claim);
            oidc.Events = new OpenIdConnectEvents
            {
                OnTicketReceived = ReceiveAsync,
                OnRemoteFailure = Refuse,
                OnAccessDenied = context => Refuse(context),
            };
        });
    }

    public static void Map(WebApplication app)
    {
        // Otherwise the framework puts itself in front of everything, and asks the provider's handler about each request.
        ((IApplicationBuilder)app).Properties["__AuthenticationMiddlewareSet"] = true;
        app.MapGet(Path, (HttpContext context) => context.RequestServices.GetRequiredService<OidcEndpoints>().BeginAsync(context));
        app.MapGet(CallbackPath, (HttpContext context) => context.RequestServices.GetRequiredService<OidcEndpoints>().EndAsync(context));
    }

    private async Task BeginAsync(HttpContext context)
    {
        if (!SessionCookie.IsAllowed(context.Request))
        {
            SignInEndpoints.ShowAgain(context, SignInEndpoints.SignInPath, SignInProblem.Insecure);
            return;
        }
        try
        {
            await context.ChallengeAsync(Scheme, new AuthenticationProperties { RedirectUri = SessionCookie.Local(context.Request.Query["returnUrl"]) });
        }
        catch (Exception exception) when (exception is InvalidOperationException or HttpRequestException or IOException)
        {
            LogFailed(logger, exception.GetType().Name);
            SignInEndpoints.ShowAgain(context, SignInEndpoints.SignInPath, SignInProblem.Provider);
        }
    }

    private async Task EndAsync(HttpContext context)
    {
        var handler = (IAuthenticationRequestHandler)(await handlers.GetHandlerAsync(context, Scheme))!;
        await handler.HandleRequestAsync();
    }

    /// <summary>The provider has said who it is, in a token that was found to be its own and for this very browser.</summary>
    private static async Task ReceiveAsync(TicketReceivedContext context)
    {
        context.HandleResponse();
        var services = context.HttpContext.RequestServices;
        var outcome = await services.GetRequiredService<Accounts>().SignInAsync(
            services.GetRequiredService<OidcOptions>(), IdentityOf(context.Principal!), Visitor.Of(context.HttpContext));
        if (outcome.Succeeded(out var session, out var problem))
            await services.GetRequiredService<SignInEndpoints>().BeginAsync(context.HttpContext, session, SessionCookie.Local(context.ReturnUri));
        else
            SignInEndpoints.ShowAgain(context.HttpContext, SignInEndpoints.SignInPath, problem);
    }

    private static Task Refuse(HandleRequestContext<RemoteAuthenticationOptions> context)
    {
        context.HandleResponse();
        var failure = (context as RemoteFailureContext)?.Failure?.GetBaseException().GetType().Name ?? "denied";
        LogFailed(context.HttpContext.RequestServices.GetRequiredService<ILogger<OidcEndpoints>>(), failure);
        SignInEndpoints.ShowAgain(context.HttpContext, SignInEndpoints.SignInPath, SignInProblem.Provider);
        return Task.CompletedTask;
    }

    /// <summary>Who somebody is to the provider; an address counts only where everything that it said of it agrees.</summary>
    private static ProvidedIdentity IdentityOf(ClaimsPrincipal principal)
    {
        var emails = principal.FindAll("email").Select(claim => claim.Value).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        var verified = principal.FindAll("email_verified").ToList();
        var isVerified = emails.Count == 1 && verified.Count > 0 && verified.TrueForAll(claim => string.Equals(claim.Value, "true", StringComparison.OrdinalIgnoreCase));
        return new ProvidedIdentity(isVerified ? emails[0] : null, principal.FindFirstValue("given_name"), principal.FindFirstValue("family_name"));
    }

    // What providers say is about people: the kind of the failure is enough to begin with.
    [LoggerMessage(1, LogLevel.Warning, "Somebody could not sign in through the provider: {Kind}")]
    private static partial void LogFailed(ILogger logger, string kind);
}

/// <summary>Who somebody is to the provider.</summary>
/// <param name="Email">The address, if the provider has verified it.</param>
/// <param name="GivenName">The given name.</param>
/// <param name="FamilyName">The family name.</param>
internal sealed record ProvidedIdentity(string? Email, string? GivenName, string? FamilyName);
