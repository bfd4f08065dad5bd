namespace Kith.Import.Mapping;

/// <summary>A mapping that is proposed.</summary>
/// <param name="Mapping">The mapping.</param>
/// <param name="Confidence">How sure it is, from 0 to 1.</param>
internal sealed record Proposed(ColumnMapping Mapping, double Confidence);
