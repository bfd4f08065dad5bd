namespace Kith.Web;

/// <summary>What is selected in lists, by their addresses, so that it is still there when somebody comes back.</summary>
internal sealed class Selections
{
    private readonly Dictionary<string, Selection> _all = [];

    /// <summary>The selection of the list at an address.</summary>
    public Selection Of(string address) => _all.TryGetValue(address, out var selection) ? selection : _all[address] = new Selection();
}

/// <summary>Members of a list: some of them, or all that match.</summary>
public sealed class Selection
{
    /// <summary>The selected ids.</summary>
    public HashSet<string> Ids { get; } = [];

    /// <summary>Whether all that match are meant, also those that nobody has looked at.</summary>
    public bool IsAll { get; private set; }

    /// <summary>Those who were taken out again after all were selected.</summary>
    public HashSet<string> Except { get; } = [];

    /// <summary>The place in the list that was selected last, for selecting as far as another; null when there is none.</summary>
    public long? Anchor { get; set; }

    /// <summary>Whether nothing is selected.</summary>
    public bool IsEmpty => !IsAll && Ids.Count == 0;

    /// <summary>Whether a member is selected.</summary>
    public bool Has(string id) => IsAll ? !Except.Contains(id) : Ids.Contains(id);

    /// <summary>How many are selected.</summary>
    /// <param name="total">How many there are in the list.</param>
    public long Count(long total) => IsAll ? Math.Max(0, total - Except.Count) : Ids.Count;

    /// <summary>Selects a member, or takes it out again.</summary>
    public void Set(string id, bool isSelected)
    {
        if (IsAll && isSelected)
            Except.Remove(id);
        else if (IsAll)
            Except.Add(id);
        else if (isSelected)
            Ids.Add(id);
        else
            Ids.Remove(id);
    }

    /// <summary>Selects all that match, whoever they are.</summary>
    public void SelectAll()
    {
        Clear();
        IsAll = true;
    }

    /// <summary>Selects nothing.</summary>
    public void Clear()
    {
        Ids.Clear();
        Except.Clear();
        (IsAll, Anchor) = (false, null);
    }
}
