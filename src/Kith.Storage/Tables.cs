using System.Security.Cryptography;
using System.Text;
using Kith.Hydra;

namespace Kith.Storage;

/// <summary>The tables of one resource, derived from its declaration: documents with index columns, links, identifiers, search.</summary>
internal sealed class Tables
{
    public Tables(Resource resource)
    {
        Resource = resource;
        Columns = [.. resource.Fields.Where(IsColumn)];
        IdentifierFields = [.. resource.Fields.Where(field => IdentifiersOf(field).Any())];
        Documents = new Name(resource.Table);
        Search = new Name($"{resource.Table}_search");
        Identifiers = new Name($"{resource.Table}_identifiers");
    }

    public Resource Resource { get; }

    /// <summary>The properties that have a column of their own, to filter, order or find by.</summary>
    public IReadOnlyList<Field> Columns { get; }

    /// <summary>The properties that hold identifiers, directly or in their parts.</summary>
    public IReadOnlyList<Field> IdentifierFields { get; }

    public Name Documents { get; }

    public Name Search { get; }

    public Name Identifiers { get; }

    public Name Links(LinksField field) => Links(Resource, field);

    public static Name Links(Resource resource, LinksField field) => new($"{resource.Table}_{SnakeCase(field.Name)}");

    public static Name Column(Field field) => new(SnakeCase(field.Name));

    public static IEnumerable<TextField> IdentifiersOf(Field field) => field switch
    {
        TextField { Identifier: not null } text => [text],
        PartsField parts => parts.Parts.SelectMany(IdentifiersOf),
        _ => [],
    };

    /// <summary>Changes whenever indexes made by an earlier declaration would differ from those made by this one.</summary>
    public string Fingerprint => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        $"{Folding.Version}\n{CreateTable()}\n{string.Join('\n', CreateIndexes())}\n{string.Join(',', SearchedNames())}")));

    public string CreateTable()
    {
        var columns = Columns.Select(field => $"    {Column(field).Text} {TypeOf(field)},\n");
        return $"""
            create table if not exists {Documents.Text} (
                row_id integer primary key,
                tenant_id integer not null references tenants (id),
                id blob not null,
                revision integer not null,
            {string.Concat(columns)}    search_text text,
                document text not null
            );
            """;
    }

    /// <summary>What is added to a table that an earlier declaration made.</summary>
    public IEnumerable<string> AddColumns(IReadOnlyCollection<string> present) => Columns
        .Where(field => !present.Contains(Column(field).Text))
        .Select(field => $"alter table {Documents.Text} add column {Column(field).Text} {TypeOf(field)};");

    public IEnumerable<string> CreateIndexes()
    {
        var table = Documents.Text;
        yield return $"create unique index if not exists {table}_by_id on {table} (tenant_id, id);";
        if (Resource.Parent is { } parent)
        {
            var order = Resource.DefaultOrder.Select(key => $"{Column(key.Field).Text}{(key.IsDescending ? " desc" : "")}");
            yield return $"create index if not exists {table}_of_parent on {table} (tenant_id, {string.Join(", ", [Column(parent).Text, .. order, "id"])});";
        }
        foreach (var field in Columns.Where(field => field is RelationField and not ParentField || Resource.Parent is null))
        {
            var column = Column(field).Text;
            var condition = field is RelationField ? $" where {column} is not null" : "";
            yield return $"create index if not exists {table}_by_{column} on {table} (tenant_id, {column}, id){condition};";
        }
        foreach (var links in Resource.LinkLists)
        {
            yield return $"""
                create table if not exists {Links(links).Text} (
                    tenant_id integer not null references tenants (id),
                    target_id blob not null,
                    source_id blob not null,
                    primary key (tenant_id, target_id, source_id)
                ) without rowid;
                """;
        }
        if (IdentifierFields.Count > 0)
        {
            yield return $"""
                create table if not exists {Identifiers.Text} (
                    tenant_id integer not null references tenants (id),
                    kind text not null,
                    value text not null,
                    source_id blob not null,
                    primary key (tenant_id, kind, value, source_id)
                ) without rowid;
                """;
        }
        if (Resource.HasSearch)
            yield return Sqlite.SearchTable(table);
    }

    /// <summary>A view with one column per property, for reports.</summary>
    public string CreateView()
    {
        var columns = Resource.Fields.Where(field => field.IsStored)
            .Select(field => $"    document ->> '{field.Name}' as {SnakeCase(field.Name)}");
        return $"""
            drop view if exists {Documents.Text}_report;
            create view {Documents.Text}_report as select
                tenant_id,
                document ->> 'id' as id,
            {string.Join(",\n", columns)}
            from {Documents.Text};
            """;
    }

    private IEnumerable<string> SearchedNames() => Resource.Fields.SelectMany(Resource.SearchOf)
        .Select(field => field is LinksField links ? $"{links.Name}.{links.SearchedBy}" : field.Name)
        .Concat(IdentifierFields.Select(field => $"{field.Name}:{string.Join('+', IdentifiersOf(field).Select(text => $"{text.Identifier!.Name} {text.Identifier.Version}"))}"));

    private static bool IsColumn(Field field) => field is RelationField or TextField { IsOrdered: true } or InstantField { IsIndexed: true } or BooleanField { IsIndexed: true };

    private static string TypeOf(Field field) => field switch
    {
        RelationField => "blob",
        TextField => "text",
        _ => "integer",
    };

    private static string SnakeCase(string name) =>
        string.Concat(name.Select(letter => char.IsAsciiLetterUpper(letter) ? $"_{char.ToLowerInvariant(letter)}" : $"{letter}"));
}
