using System.Collections.Immutable;
using Kith.Web.Elements;

namespace Kith.Web.People;

/// <summary>The columns that the list of people shows, in their order, and how wide they are, as addresses and views say it: <c>name:340,email,phone:200</c>.</summary>
/// <param name="Names">The names of the columns beside the name, which is always there.</param>
/// <param name="Widths">How wide somebody made them.</param>
public sealed record PeopleColumns(ImmutableArray<string> Names, ColumnWidths Widths)
{
    /// <summary>The column that is always there.</summary>
    public const string Name = "name";

    /// <summary>How wide that is when nobody changed it, in CSS pixels.</summary>
    public const int UsualNameWidth = 300;

    /// <summary>Those that are shown when nobody chose.</summary>
    public static PeopleColumns Usual { get; } = new(["email", "phone", "organizations", "tags", "owner", "created"], ColumnWidths.Usual);

    /// <summary>Reads them; the usual ones where there are none.</summary>
    public static PeopleColumns Read(string? text)
    {
        var names = text?.Split(',').Select(static column => column.Split(':')[0]).Where(static name => PeopleColumn.All.Any(column => column.Name == name)).Distinct().ToImmutableArray() ?? [];
        return new PeopleColumns(names.IsEmpty ? Usual.Names : names, ColumnWidths.Read(text));
    }

    /// <summary>How wide a column is, in CSS pixels.</summary>
    public int WidthOf(string name) => Widths.Of(name, UsualWidthOf(name));

    /// <summary>How wide a column is when nobody changed it, in CSS pixels.</summary>
    public static int UsualWidthOf(string name) => name == Name ? UsualNameWidth : PeopleColumn.Named(name).Width;

    /// <summary>The same with another width of a column.</summary>
    public PeopleColumns Resized(string name, int width) => this with { Widths = Widths.With(name, width, UsualWidthOf(name)) };

    /// <summary>As <see cref="Read"/> understands them.</summary>
    public override string ToString() => string.Join(',', Names.Select(Widths.Print).Prepend(Widths.Pixels.ContainsKey(Name) ? Widths.Print(Name) : "").Where(static text => text.Length > 0));

    /// <summary>Whether they are shown alike.</summary>
    public bool Equals(PeopleColumns? other) => other is not null && ToString() == other.ToString();

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);
}
