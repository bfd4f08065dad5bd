using System.Security.Claims;
using Kith.Access;
using Microsoft.AspNetCore.Components.Authorization;

namespace Kith.Web;

/// <summary>Who looks at a page: their session is asked for with each request, so that one that was ended counts from the next on.</summary>
/// <param name="authentication">What the cookie of the browser said when the page was opened.</param>
/// <param name="sessions">Where sessions are kept.</param>
internal sealed class CurrentUser(AuthenticationStateProvider authentication, Sessions sessions)
{
    private KeyCaller? _caller;

    /// <summary>The caller that the user is; null when the session has ended.</summary>
    public async Task<KeyCaller?> FindAsync()
    {
        if (_caller is null)
        {
            var principal = (await authentication.GetAuthenticationStateAsync()).User;
            if (!long.TryParse(principal.FindFirstValue("tenant"), out var tenant)
                || !Guid.TryParse(principal.FindFirstValue("session"), out var session)
                || !Guid.TryParse(principal.FindFirstValue(ClaimTypes.NameIdentifier), out var user))
            {
                return null;
            }
            _caller = new KeyCaller(tenant, user, principal.IsInRole(Users.User.Admin), "", session, Scope.Read) { IsSession = true };
        }
        return await sessions.FindAsync(_caller) is { } now ? _caller = now : null;
    }
}
