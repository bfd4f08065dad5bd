namespace Kith.Access;

/// <summary>What a key may do; each includes the ones before it.</summary>
internal enum Scope
{
    Read,
    Write,
    Admin,
}

/// <summary>The caller behind a key.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="User">The user that the key acts as.</param>
/// <param name="IsAdmin">Whether the user is an admin.</param>
/// <param name="Country">The tenant's country.</param>
/// <param name="ApiKey">The id of the key.</param>
/// <param name="Scope">What the key may do.</param>
internal sealed record KeyCaller(long Tenant, Guid User, bool IsAdmin, string Country, Guid ApiKey, Scope Scope)
    : Caller(Tenant, User, IsAdmin, Country)
{
    /// <summary>The author of what this caller changes.</summary>
    public Author AuthorOf(string cause) => new(Tenant, Country, User, ApiKey, cause);
}
