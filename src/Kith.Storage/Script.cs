using System.Reflection;

namespace Kith.Storage;

/// <summary>SQL that makes what is not derived from declarations. It runs once in the life of a database, and is never changed after.</summary>
/// <param name="Name">What it is remembered by.</param>
/// <param name="Text">The statements.</param>
public sealed record Script(string Name, string Text)
{
    /// <summary>The scripts (<c>*.sql</c>) that an assembly carries, in the order of their names.</summary>
    public static IReadOnlyList<Script> In(Assembly assembly) =>
    [
        .. assembly.GetManifestResourceNames()
            .Where(name => name.EndsWith(".sql", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => new Script(name, Read(assembly, name))),
    ];

    private static string Read(Assembly assembly, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
