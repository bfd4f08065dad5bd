using System.Text.Json.Nodes;

namespace Kith.Web.Items;

/// <summary>What kind of request or command led to a change.</summary>
internal enum CauseKind
{
    /// <summary>Somebody at these pages.</summary>
    Session,
    /// <summary>A program with a key.</summary>
    Key,
    /// <summary>An import.</summary>
    Import,
    /// <summary>A merge, or its undoing.</summary>
    Merge,
    /// <summary>A command of Kith, or Kith itself.</summary>
    Command,
}

/// <summary>What led to a change.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Text">The request or command.</param>
internal sealed record ChangeCause(CauseKind Kind, string Text)
{
    /// <summary>Reads it from a change as the API tells it.</summary>
    public static ChangeCause Of(JsonObject change)
    {
        var text = change.Text("cause") ?? "";
        var kind = text switch
        {
            _ when text.Contains("/imports", StringComparison.Ordinal) => CauseKind.Import,
            _ when change["merge"] is not null || text.Contains("/merge", StringComparison.Ordinal) => CauseKind.Merge,
            _ when !text.Contains('/', StringComparison.Ordinal) => CauseKind.Command,
            _ => change.Text("through") == "key" ? CauseKind.Key : CauseKind.Session,
        };
        return new ChangeCause(kind, text);
    }
}
