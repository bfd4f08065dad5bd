namespace Kith.Web.Merging;

/// <summary>People who became one.</summary>
/// <param name="Merge">The address of the merge, by which it is undone.</param>
/// <param name="Survivor">The address of who stayed.</param>
/// <param name="Name">How who stayed is called.</param>
/// <param name="Count">How many they were.</param>
public sealed record MergedPeople(string Merge, string Survivor, string Name, int Count);
