namespace Kith.Web;

/// <summary>What is selected in lists, by their addresses, so that it is still there when somebody comes back.</summary>
internal sealed class Selections
{
    private readonly Dictionary<string, Selection> _all = [];

    /// <summary>The selection of the list at an address.</summary>
    public Selection Of(string address) => _all.TryGetValue(address, out var selection) ? selection : _all[address] = new Selection();
}

/// <summary>Members of a list: some of them, or all that match.</summary>
internal sealed class Selection
{
    /// <summary>The selected ids.</summary>
    public HashSet<string> Ids { get; } = [];

    /// <summary>Whether all that match are meant, also those that nobody has looked at.</summary>
    public bool IsAll { get; set; }

    /// <summary>Selects nothing.</summary>
    public void Clear()
    {
        Ids.Clear();
        IsAll = false;
    }
}
