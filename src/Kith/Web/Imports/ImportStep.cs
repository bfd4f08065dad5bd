namespace Kith.Web.Imports;

/// <summary>The steps from a file to people, in their order.</summary>
public enum ImportStep
{
    /// <summary>The file, and how it is read.</summary>
    File,
    /// <summary>What it is for: whom rows mean, and what everybody gets.</summary>
    Options,
    /// <summary>What becomes of each column.</summary>
    Columns,
    /// <summary>What would become of each row.</summary>
    Check,
    /// <summary>It is being done.</summary>
    Run,
    /// <summary>What came of it.</summary>
    Result,
}
