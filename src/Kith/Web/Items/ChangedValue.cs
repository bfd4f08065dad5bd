namespace Kith.Web.Items;

/// <summary>A property that changed, in words.</summary>
/// <param name="Label">What it is called.</param>
/// <param name="Old">What it was; empty for nothing. Of a list, what was taken out.</param>
/// <param name="New">What it became; empty for nothing. Of a list, what was added.</param>
public sealed record ChangedValue(string Label, string Old, string New);
