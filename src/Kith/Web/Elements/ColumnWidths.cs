using System.Collections.Immutable;
using System.Globalization;

namespace Kith.Web.Elements;

/// <summary>How wide somebody made columns: those that are as wide as usual are not among them.</summary>
/// <param name="Pixels">CSS pixels, by the names of columns.</param>
public sealed record ColumnWidths(ImmutableSortedDictionary<string, int> Pixels)
{
    /// <summary>A column is neither narrower nor wider, in CSS pixels.</summary>
    public const int Least = 70, Most = 800;

    /// <summary>All are as wide as usual.</summary>
    public static ColumnWidths Usual { get; } = new(ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal));

    /// <summary>Reads them behind colons: <c>name:340,email,phone:200</c>; what cannot be understood is left out.</summary>
    public static ColumnWidths Read(string? text)
    {
        var pixels = Usual.Pixels.ToBuilder();
        foreach (var column in text?.Split(',') ?? [])
        {
            if (column.Split(':') is [{ Length: > 0 } name, var width] && int.TryParse(width, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                pixels[name] = Math.Clamp(number, Least, Most);
        }
        return new ColumnWidths(pixels.ToImmutable());
    }

    /// <summary>How wide a column is.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="usual">How wide it is when nobody changed it.</param>
    public int Of(string name, int usual) => Pixels.GetValueOrDefault(name, usual);

    /// <summary>The same with another width of a column.</summary>
    public ColumnWidths With(string name, int width, int usual) => new(width == usual ? Pixels.Remove(name) : Pixels.SetItem(name, Math.Clamp(width, Least, Most)));

    /// <summary>A column as <see cref="Read"/> understands it.</summary>
    public string Print(string name) => Pixels.TryGetValue(name, out var width) ? string.Create(CultureInfo.InvariantCulture, $"{name}:{width}") : name;

    /// <summary>Those that were changed, as <see cref="Read"/> understands them.</summary>
    public override string ToString() => string.Join(',', Pixels.Keys.Select(Print));
}
