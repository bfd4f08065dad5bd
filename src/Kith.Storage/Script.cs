using System.Reflection;

namespace Kith.Storage;

/// <summary>SQL that makes what is not derived from declarations. It runs once in the life of a database, and is never changed after.</summary>
/// <param name="Name">What it is remembered by.</param>
/// <param name="Engine">The engine that it is for (<c>001.postgres.sql</c>); null when both understand it.</param>
/// <param name="Text">The statements.</param>
public sealed record Script(string Name, string? Engine, string Text)
{
    private const string Ending = ".sql";

    private static readonly string[] Engines = ["sqlite", "postgres"];

    /// <summary>The scripts (<c>*.sql</c>) that an assembly carries, in the order of their names.</summary>
    public static IReadOnlyList<Script> In(Assembly assembly) =>
    [
        .. assembly.GetManifestResourceNames()
            .Where(name => name.EndsWith(Ending, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => Read(assembly, name)),
    ];

    private static Script Read(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        var text = reader.ReadToEnd();
        var name = resource[..^Ending.Length];
        var engine = Engines.FirstOrDefault(engine => name.EndsWith($".{engine}", StringComparison.Ordinal));
        return new Script($"{(engine is null ? name : name[..^(engine.Length + 1)])}{Ending}", engine, text);
    }
}
