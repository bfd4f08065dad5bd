namespace Kith.Access;

/// <summary>What a caller may do; each includes the ones before it.</summary>
internal enum Scope
{
    Read,
    Write,
    Admin,
}

/// <summary>The caller behind a key, or behind the session of somebody who signed in.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="User">The user that they act as.</param>
/// <param name="IsAdmin">Whether the user is an admin.</param>
/// <param name="Country">The tenant's country.</param>
/// <param name="ApiKey">The id of the key, or of the session.</param>
/// <param name="Scope">What they may do.</param>
internal sealed record KeyCaller(long Tenant, Guid User, bool IsAdmin, string Country, Guid ApiKey, Scope Scope)
    : Caller(Tenant, User, IsAdmin, Country)
{
    /// <summary>Whether this is somebody who signed in.</summary>
    public bool IsSession { get; init; }

    /// <summary>The most requests of the tenant in a minute, where that is fewer than the server allows; null else.</summary>
    public int? RequestsPerMinute { get; init; }

    /// <summary>The author of what this caller changes.</summary>
    public Author AuthorOf(string cause) => new(Tenant, Country, User, ApiKey, cause);
}
