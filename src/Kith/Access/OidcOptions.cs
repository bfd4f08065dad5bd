using Kith.Users;

namespace Kith.Access;

/// <summary>The OpenID Connect provider that people sign in through.</summary>
/// <param name="Authority">Its address.</param>
/// <param name="ClientId">What it calls Kith.</param>
/// <param name="ClientSecret">The secret that it gave Kith, if it gave one.</param>
/// <param name="Tenant">The name of the tenant whose users it knows.</param>
/// <param name="CreatedRole">The role of users that are created when they come for the first time; null to take known users only.</param>
internal sealed record OidcOptions(string Authority, string ClientId, string? ClientSecret, string Tenant, string? CreatedRole)
{
    /// <summary>Reads the environment, or says which variable is wrong.</summary>
    public static OidcOptions? Read()
    {
        if (Settings.OidcAuthority.Value is not { } authority)
            return null;
        if (!Uri.TryCreate(authority, UriKind.Absolute, out var address) || !(address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback)))
            throw Settings.OidcAuthority.Refuse("an address with https");
        var role = Settings.OidcCreateUsers.Value;
        if (role is not (null or User.Admin or User.Member))
            throw Settings.OidcCreateUsers.Refuse($"{User.Member} or {User.Admin}");
        return new OidcOptions(
            authority,
            Settings.OidcClientId.Value ?? throw Settings.OidcClientId.Refuse($"set together with {Settings.OidcAuthority.Name}"),
            Settings.OidcClientSecret.Value,
            Settings.OidcTenant.Value ?? Settings.OidcTenant.Default!,
            role);
    }
}
