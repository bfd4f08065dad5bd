namespace Kith.Import.Mapping;

/// <summary>What is wrong with a cell.</summary>
/// <param name="Column">The name of the column.</param>
/// <param name="Message">What, in words.</param>
internal sealed record CellProblem(string Column, string Message);
