namespace Kith.Web.Items;

/// <summary>What was typed into rows of a list before the page was lost: the browser keeps it by box and row, so that one row's is never another's.</summary>
/// <param name="kept">What is kept: the name of a box and, behind a dot, what the row was; nothing for a new one.</param>
internal sealed class RowDrafts(IReadOnlyDictionary<string, string> kept)
{
    private readonly List<(string Row, IReadOnlyDictionary<string, string> Texts)> _rows =
    [
        .. kept.Select(static text => (Name: text.Key.Split('.', 2), Text: text.Value)).GroupBy(static text => text.Name.ElementAtOrDefault(1) ?? "")
            .Select(static row => (row.Key, (IReadOnlyDictionary<string, string>)row.ToDictionary(static text => text.Name[0], static text => text.Text))),
    ];

    /// <summary>The first row that somebody was in the middle of; null when there is none.</summary>
    public (string Row, IReadOnlyDictionary<string, string> Texts)? First => _rows.Count > 0 ? _rows[0] : null;

    /// <summary>The end of the name under which the text of a box is kept.</summary>
    public static string NameOf(string box, string row) => $"{box}.{row}";

    /// <summary>Somebody gave up or saved what they typed into a row.</summary>
    public void Forget(string row) => _rows.RemoveAll(other => other.Row == row);
}
