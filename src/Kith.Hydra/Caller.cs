namespace Kith.Hydra;

/// <summary>On whose behalf a request acts: one user of one tenant.</summary>
/// <param name="Tenant">The tenant, which leads every key and every query.</param>
/// <param name="User">The id of the user.</param>
/// <param name="IsAdmin">Whether the user has the role <c>admin</c>.</param>
/// <param name="Country">The tenant's default country (ISO 3166-1 alpha-2).</param>
public record Caller(long Tenant, Guid User, bool IsAdmin, string Country);
