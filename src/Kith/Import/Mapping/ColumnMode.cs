namespace Kith.Import.Mapping;

/// <summary>How a value of a file meets one that is there already.</summary>
internal enum ColumnMode
{
    /// <summary>The column is not taken.</summary>
    Skip,
    /// <summary>It is taken where there is nothing yet.</summary>
    Fill,
    /// <summary>It replaces what is there; a cell without a value replaces nothing.</summary>
    Overwrite,
    /// <summary>It is added to what is there; of lists only, and of notes.</summary>
    Append,
}
