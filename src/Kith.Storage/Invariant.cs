namespace Kith.Storage;

/// <summary>What a feature promises of the tables that it keeps beside documents; <see cref="Database.VerifyAsync"/> asks for it.</summary>
/// <param name="Broken">What is said when it does not hold.</param>
/// <param name="Violations">Finds where it does not hold: rows of three columns, which are shown.</param>
public sealed record Invariant(string Broken, Func<Sql> Violations);
